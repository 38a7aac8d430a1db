/** What kind of nginx configuration this is: a whole one, or a fragment for `http`, `server` or `location`. */

import { SseCompatError } from '../../harness/model/index.ts'
import { walkAll } from '../_kit/directive.ts'
import type { Directive } from './config.ts'

export interface Layout {
  /** The context that the first file was written for. */
  readonly shape: 'main' | 'http' | 'server' | 'location'
  /** The directives at the top level. */
  readonly top: readonly Directive[]
  /** The directives directly in `http`; for a fragment, with the blocks that are generated around it. */
  readonly http: readonly Directive[]
}

const ONLY_MAIN = new Set(['http', 'events', 'stream', 'mail'])
const ONLY_HTTP =
  /^(server|upstream|map|geo|split_clients|log_format|limit_(req|conn)_zone|(proxy|fastcgi|uwsgi|scgi)_cache_path)$/
const ONLY_SERVER = new Set(['listen', 'server_name', 'location'])
const ONLY_LOCATION = new Set(['proxy_pass', 'fastcgi_pass', 'grpc_pass', 'uwsgi_pass', 'scgi_pass'])

/** @throws SseCompatError `bad-config` for a fragment that mixes contexts, as pasted ones do */
export function layoutOf(top: readonly Directive[]): Layout {
  const has = (test: (name: string) => boolean) => top.some(({ name }) => test(name))
  if (has((name) => ONLY_MAIN.has(name))) {
    refuse(top, (name) => ONLY_HTTP.test(name) || ONLY_SERVER.has(name), 'http')
    return { shape: 'main', top, http: top.filter(({ name }) => name === 'http').flatMap(({ block }) => block ?? []) }
  }
  if (has((name) => ONLY_HTTP.test(name))) {
    refuse(top, (name) => ONLY_SERVER.has(name) || ONLY_LOCATION.has(name), 'server')
    return { shape: 'http', top, http: top }
  }
  if (has((name) => ONLY_SERVER.has(name))) return { shape: 'server', top, http: [around('server', [], top)] }
  if (has((name) => ONLY_LOCATION.has(name))) {
    return { shape: 'location', top, http: [around('server', [], [around('location', ['/'], top)])] }
  }
  return { shape: 'http', top, http: top }
}

/** nginx rejects these too, but only once there is something that a request can reach. */
function refuse(top: readonly Directive[], misplaced: (name: string) => boolean, block: string): void {
  const directive = top.find(({ name }) => misplaced(name))
  if (directive === undefined) return
  throw new SseCompatError('bad-config', `"${directive.name}" stands outside of \`${block} { }\``, {
    where: `${directive.file}:${directive.line}`,
    advice: `put it into a \`${block} { … }\` block`,
  })
}

/** A block that is in none of the user's files. */
function around(name: string, args: readonly string[], block: readonly Directive[]): Directive {
  const nowhere = { file: '', line: 0, start: 0, end: 0 }
  return { ...nowhere, name, args: args.map((text) => ({ ...nowhere, text })), block, opening: undefined, endLine: 0 }
}

/** Every directive and every entry of a block of data, outer ones first. */
export const allIn = (directives: readonly Directive[]): Generator<Directive> =>
  walkAll(directives, ({ block }) => block)

/** Blocks that contain data and, apart from `include`, no directives. */
const DATA_BLOCK = /^(map|geo|split_clients|types|charset_map|match)$/

/** Every directive that nginx reads as one, outer ones first: not the entries of maps and similar blocks. */
export const directivesIn = (directives: readonly Directive[]): Generator<Directive> =>
  walkAll(directives, ({ name, block }) => (DATA_BLOCK.test(name) ? undefined : block))
