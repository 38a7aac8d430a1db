/** The target of a probe: a URL, and how its server certificate is verified. */
import { isIP } from 'node:net'
import type { TlsPeer } from '../client/connect.ts'
import { type HttpUrl, readHttpUrl } from '../typed/http-url.ts'

export interface ProbeTarget extends HttpUrl {
  /** Undefined for http:. */
  readonly tls: TlsPeer | undefined
}

/**
 * @param authority PEM of the authorities to trust; undefined for those that Node trusts
 * @throws SseCompatError `bad-option`
 */
export function readTarget(typed: string, authority?: string): ProbeTarget {
  const target = readHttpUrl(typed)
  const { host } = target.address
  const trusted = authority === undefined ? {} : { authority }
  return { ...target, tls: target.isTls ? { ...trusted, serverName: isIP(host) === 0 ? host : '' } : undefined }
}
