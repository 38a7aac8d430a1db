/** The main file that the harness starts nginx with: its own settings around, or in front of, the user's files. */

import { type ConfigEdits, directive, type NewDirective } from '../../harness/config/parsed-edits.ts'
import type { BuildFacts, Site } from '../../harness/model/index.ts'
import { hostPort } from '../_kit/address.ts'
import { nowhere } from './absent-folder.ts'
import type { Directive } from './config.ts'
import type { Front } from './front.ts'
import type { Layout } from './layout.ts'
import { modulesToLoad } from './modules.ts'
import { workerUser } from './sandbox.ts'

const TEMP = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']

/** The level of what the master process reports about others that ended. */
export const PROCESSES = 'alert'

interface Own extends Front {
  /** What comes last in the `http` block: a `map` before a `map_hash_bucket_size` makes that a second one. */
  readonly last: readonly NewDirective[]
  /** What comes last in the `location` around a piece. */
  readonly around: readonly NewDirective[]
}

/**
 * @param file the user's first file, as an absolute path
 * @param edits what a whole configuration needs inside of its own `http` block is put there
 */
export function mainFile(
  layout: Layout,
  file: string,
  site: Site,
  build: BuildFacts,
  front: Own,
  edits: ConfigEdits,
): readonly NewDirective[] {
  const { shape, top } = layout
  const has = (name: string) => top.some((directive) => directive.name === name)
  const own = [
    ...modulesToLoad(top, build).map((path) => directive('load_module', path)),
    directive('daemon', 'off'),
    directive('master_process', 'on'),
    directive('pid', `${site.directory}/run/nginx.pid`),
    directive('error_log', 'stderr', 'notice'),
    ...(site.processLog === undefined ? [] : [directive('error_log', site.processLog, PROCESSES)]),
    ...(site.asRoot && !has('user') ? [directive('user', ...workerUser(build))] : []),
  ]
  const include = directive('include', file)
  if (shape === 'main') {
    const http = top.find(({ name }) => name === 'http')
    if (http?.block) {
      edits.insertFirst(http, [...front.http, ...httpSettings(layout.http, site, build)])
      edits.insertLast(http, front.last)
    }
    return [...own, ...(has('events') ? [] : [block('events', [])]), include]
  }
  const listen = layout.http[0]?.block?.some(({ name }) => name === 'listen')
    ? []
    : [directive('listen', hostPort(site.listen), ...front.listen)]
  const inner = {
    http: [include],
    server: [block('server', [...listen, include])],
    location: [block('server', [...listen, { ...block('location', [include, ...front.around]), args: ['/'] }])],
  }[shape]
  const types = build.dataDirectory === '' ? [] : [directive('include', `${build.dataDirectory}/mime.types`)]
  const given = shape === 'http' ? top : []
  return [
    ...own,
    directive('worker_processes', '1'),
    block('events', site.ownSizes ? [] : [directive('worker_connections', '1024')]),
    block('http', [...types, ...front.http, ...httpSettings(given, site, build), ...inner, ...front.last]),
  ]
}

const block = (name: string, inner: readonly NewDirective[]): NewDirective => ({ name, args: [], block: inner })

/** No access log, no files, and every folder for temporary files in the site's own; what the user sets there is put right in its place. */
function httpSettings(http: readonly Directive[], site: Site, build: BuildFacts): readonly NewDirective[] {
  const given = new Set(http.map(({ name }) => name))
  const temp = TEMP.filter((kind) => !given.has(`${kind}_temp_path`) && has(kind, build)).map((kind) =>
    directive(`${kind}_temp_path`, `${site.directory}/temp/${kind}`),
  )
  return [
    ...(given.has('access_log') ? [] : [directive('access_log', 'off')]),
    // What is said about requests goes here alone, and not to the log of processes.
    ...(given.has('error_log') ? [] : [directive('error_log', 'stderr', 'notice')]),
    ...(given.has('root') ? [] : [directive('root', nowhere(site))]),
    ...temp,
  ]
}

const has = (kind: string, build: BuildFacts): boolean => !build.report.includes(`--without-http_${kind}_module`)
