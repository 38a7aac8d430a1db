/** What keeps a page of another origin from its stream: a refused preflight, and a field that the response has twice. Pure. */

import type { Remark } from '../../harness/model/index.ts'
import { whereOf } from '../_kit/directive.ts'
import { type Directive, firstArg } from './config.ts'
import type { Arrival } from './follow-request.ts'

const ORIGIN = 'access-control-allow-origin'

/** https://fetch.spec.whatwg.org/#cors-preflight-fetch, https://fetch.spec.whatwg.org/#cors-check */
export function crossOrigin({ blocks }: Pick<Arrival, 'blocks'>, http: readonly Directive[]): readonly Remark[] {
  const levels = [...blocks.map(({ block }) => block ?? []), http]
  return [...refusedPreflights(levels), ...originTwice(levels)]
}

function refusedPreflights(levels: readonly (readonly Directive[])[]): readonly Remark[] {
  return levels
    .flat()
    .filter(({ name, args, block = [] }) => {
      const allows = args.some(({ text }) => text.toUpperCase() === 'OPTIONS')
      return name === 'limit_except' && !allows && block.some(isRefusal)
    })
    .map((one) => ({
      where: whereOf(one),
      says: `\`limit_except ${one.args.map(({ text }) => text).join(' ')}\` refuses OPTIONS, by which a browser asks before a page of another origin may send JSON, as clients of MCP and of language models do: if there are such pages, add OPTIONS`,
    }))
}

const isRefusal = ({ name }: Directive): boolean => /^(deny|auth_basic|auth_jwt)$/.test(name)

/** Those of the innermost level that has any: http://nginx.org/en/docs/http/ngx_http_headers_module.html#add_header */
function originTwice(levels: readonly (readonly Directive[])[]): readonly Remark[] {
  const of = (name: string): readonly Directive[] =>
    (levels.find((level) => level.some((one) => one.name === name)) ?? []).filter((one) => one.name === name)
  if (of('proxy_hide_header').some(isOrigin)) return []
  return of('add_header')
    .filter(isOrigin)
    .map((one) => ({
      where: whereOf(one),
      says: "`add_header Access-Control-Allow-Origin` adds that field beside the application's own, and a browser rejects a response that has it twice: if the application sends it, take the line out, or add `proxy_hide_header Access-Control-Allow-Origin`",
    }))
}

const isOrigin = (directive: Directive): boolean => firstArg(directive).toLowerCase() === ORIGIN
