/** Cache zones and variables that a fragment uses and that are defined in files that were not given. */

import { type NewDirective, directive as written } from '../../harness/config/parsed-edits.ts'
import type { Replacement, Site } from '../../harness/model/index.ts'
import { whereOf } from '../_kit/directive.ts'
import { type Directive, firstArg } from './config.ts'
import { directivesIn } from './layout.ts'
import { writeInLine } from './writer.ts'

export interface StandIns {
  /** For the `http` block. */
  readonly directives: readonly NewDirective[]
  readonly listed: readonly Replacement[]
}

const WHY = 'what it means was not given: a stand-in'

export function standInsFor(http: readonly Directive[], site: Site): StandIns {
  const all = [...directivesIn(http)]
  const directives: NewDirective[] = []
  const listed: Replacement[] = []
  const add = (directive: Directive, was: string, is: NewDirective) => {
    directives.push(is)
    listed.push({ where: whereOf(directive), was, is: writeInLine([is]), why: WHY })
  }
  const zones = new Set(
    all.flatMap(({ name, args }) =>
      name.endsWith('_cache_path') ? args.flatMap(({ text }) => /^keys_zone=([^:]+)/.exec(text)?.[1] ?? []) : [],
    ),
  )
  for (const directive of all) {
    const zone = firstArg(directive)
    if (!/^(proxy|fastcgi|uwsgi|scgi)_cache$/.test(directive.name) || !/^[\w.-]+$/.test(zone)) continue
    if (zone === 'off' || zones.has(zone)) continue
    zones.add(zone)
    const path = `${site.directory}/cache/zone-${zone}`
    add(directive, zone, written(`${directive.name}_path`, path, `keys_zone=${zone}:1m`))
  }
  const known = definedBy(all)
  for (const directive of all) {
    for (const name of usedBy(directive)) {
      if (known.has(name) || isBuiltIn(name)) continue
      known.add(name)
      add(directive, `$${name}`, mapOf(name))
    }
  }
  return { directives, listed }
}

/** The one that nginx's own documentation of WebSocket proxying gives, else always empty. */
const mapOf = (name: string): NewDirective =>
  name === 'connection_upgrade'
    ? {
        ...written('map', '$http_upgrade', '$connection_upgrade'),
        block: [written('default', 'upgrade'), written('', 'close')],
      }
    : emptyMap(name)

/** Defines a variable that is always empty. */
export const emptyMap = (name: string): NewDirective => ({
  ...written('map', '', `$${name}`),
  block: [written('default', '')],
})

/** Variables that a directive uses and that no directive of the configuration defines. */
export function undefinedIn(directive: Directive, all: readonly Directive[]): readonly string[] {
  const known = definedBy(all)
  return [...usedBy(directive)].filter((name) => !known.has(name) && !isBuiltIn(name))
}

function definedBy(all: readonly Directive[]): Set<string> {
  const defined = new Set<string>()
  for (const { name, args, block } of all) {
    // Of a `map` and similar blocks the last argument; the others are its input.
    const [first] = /^(map|geo|split_clients)$/.test(name) ? args.slice(-1) : args
    const words = first === undefined || /^(keyval|userid_name|geoip2)$/.test(name) ? args : [first]
    if (/^(set|auth_request_set|map|geo|split_clients|geoip2|keyval|userid_name)$/.test(name)) {
      for (const { text } of words) if (text.startsWith('$')) defined.add(text.slice(1))
    }
    const texts = [
      ...args,
      ...(block ?? []).flatMap((entry) => (name === 'map' || name === 'geoip2' ? [{ text: entry.name }] : [])),
    ]
    for (const { text } of texts) {
      for (const [, captured = ''] of text.matchAll(/\(\?P?[<'](\w+)[>']/g)) defined.add(captured)
      if (name === 'geoip2' && text.startsWith('$')) defined.add(text.slice(1))
    }
  }
  return defined
}

/** Variables in those arguments that are not regular expressions. */
function* usedBy({ name, args, block }: Directive): Generator<string> {
  if (/^(location|server_name|geo|set_by_lua\w*)$/.test(name)) return
  const values = name === 'map' ? (block ?? []).flatMap((entry) => entry.args) : []
  const tilde = args.findIndex(({ text }) => /^!?~\*?/.test(text))
  const plain = name === 'if' && tilde >= 0 ? args.slice(0, tilde) : args
  for (const { text } of [...plain.slice(name === 'rewrite' ? 1 : 0), ...values]) {
    for (const [, braced, bare] of text.matchAll(/\$(?:\{(\w+)\}|([A-Za-z_]\w*))/g)) yield braced ?? bare ?? ''
  }
}

/** http://nginx.org/en/docs/varindex.html */
const isBuiltIn = (name: string): boolean =>
  /^(\d+|arg_\w+|http_\w+|sent_http_\w+|sent_trailer_\w+|cookie_\w+|upstream_\w+|ssl_\w+|proxy_\w+|fastcgi_\w+|geoip_\w+|tcpinfo_\w+|realip_\w+|limit_\w+|date_\w+|http2|http3|quic|jwt_\w+|otel_\w+|uid_\w+|secure_link\w*|request|request_(body|body_file|completion|filename|id|length|method|time|uri|port)|connection|connection_requests|connection_time|connections_\w+|server_\w+|remote_\w+|binary_remote_addr|content_\w+|document_\w+|body_bytes_sent|realpath_root|spdy\w*|nchan_\w+|bytes_(sent|received)|gzip_ratio|brotli_ratio|zstd_ratio|hostname|host|https|invalid_referer|is_args|args|query_string|is_request_port|request_port|memcached_key|modern_browser|ancient_browser|msie|msec|nginx_version|pid|pipe|protocol|scheme|status|uri|slice_range|session_\w+|time_iso8601|time_local|kid|echo_\w+|early_data)$/i.test(
    name,
  )
