/**
 * Words of directives that are substituted here, and that nginx refuses before it looks anything up: they stay as they are written, so
 * that nginx says so. With a substitute a configuration that does not start would look as if it did. Pure.
 */

import { isIP } from 'node:net'
import { COMMERCIAL_PARAMETER, SERVER_PARAMETER } from './server-parameters.ts'

const HTTP = /^https?:\/\/([^/?]*)/i
const LARGEST_PORT = 65535

/**
 * A target without variables and without `http://`, with a port that is none, or with a port behind the name of an upstream.
 * @param upstreams names of the upstreams that the configuration declares
 */
export function isRefusedTarget(target: string, upstreams: ReadonlySet<string>): boolean {
  // With a variable nginx looks at each request what it is.
  if (target === '' || target.includes('$')) return false
  const host = HTTP.exec(target)?.[1]
  if (host === undefined) return true
  const { name, port } = split(host)
  return port !== undefined && (isNoPort(port) || upstreams.has(name))
}

/** The address of a server in an upstream: `http://…`, with a path, or with a port that is none. */
export function isRefusedServer(address: string): boolean {
  if (/^(unix:|\[)/i.test(address)) return false
  const { port } = split(address)
  return address.includes('/') || (port !== undefined && isNoPort(port))
}

export const isRefusedParameter = (word: string): boolean =>
  !SERVER_PARAMETER.test(word) && /^\w+([=:][\w.]*)?,?$/.test(word) && !COMMERCIAL_PARAMETER.test(word)

/** http://nginx.org/en/docs/http/ngx_http_core_module.html#listen */
const LISTEN_OPTION =
  /^(default|default_server|ssl|http2|spdy|quic|proxy_protocol|deferred|bind|reuseport|multipath|(setfib|fastopen|backlog|rcvbuf|sndbuf|ipv6only|so_keepalive|accept_filter)=.*)$/

export const isRefusedListenOption = (word: string): boolean =>
  !LISTEN_OPTION.test(word) && /^[\w,]+(=\w*)?$/.test(word)

/** Of `allow` and `deny`: a name, which nginx does not look up there, or a mask that is none. */
export function isNoNetwork(word: string): boolean {
  if (word === 'all' || word === 'unix:' || !/^[\w.:-]+(\/[\w.]*)?$/.test(word)) return false
  const [address = '', mask] = word.split('/')
  const bits = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1
  return bits < 0 || (mask !== undefined && !(/^\d+$/.test(mask) && Number(mask) <= bits))
}

function split(host: string): { readonly name: string; readonly port?: string } {
  const [, name = host, port] = /^([\w.-]+):(.*)$/s.exec(host) ?? []
  return port === undefined || name.toLowerCase() === 'unix' ? { name } : { name, port }
}

/** `80-90` is none that nginx refuses everywhere. */
const isNoPort = (text: string): boolean =>
  /^\d+$/.test(text) ? Number(text) === 0 || Number(text) > LARGEST_PORT : !/^[\d-]+$/.test(text)
