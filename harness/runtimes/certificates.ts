/** The server certificate of a run's proxies, signed by an authority that only the run's own clients trust. */

import { createSecureContext, type SecureContext } from 'node:tls'
import type { Certificate } from '../model/index.ts'

/** The name that TLS clients verify, whatever address they connect to. The profile's own server responds to it. */
export const SERVER_NAME = 'sse-compat.test'

const HOUR = 3_600_000

/** Uses elliptic-curve keys, which are generated within a few milliseconds. Nothing is written to disk. */
export async function makeCertificate(): Promise<Certificate> {
  // Loaded on demand: it takes 80 ms, which runs without TLS do not need.
  const { generate } = await import('selfsigned')
  const common = {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    // So that it is also valid for a proxy with another time zone or a fake clock.
    notBeforeDate: new Date(Date.now() - 24 * HOUR),
    notAfterDate: new Date(Date.now() + 30 * 24 * HOUR),
  } as const
  const authority = await generate([{ name: 'commonName', value: 'sse-compat run' }], {
    ...common,
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, critical: true },
    ],
  })
  const server = await generate([{ name: 'commonName', value: SERVER_NAME }], {
    ...common,
    ca: { key: authority.private, cert: authority.cert },
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: SERVER_NAME },
          { type: 7, ip: '127.0.0.1' },
        ],
      },
    ],
  })
  return { certificate: server.cert, key: server.private, authority: authority.cert }
}

let latest: { readonly authority: string | undefined; readonly context: SecureContext } | undefined

/**
 * TLS context for clients that trust one authority. One context serves all connections of a run, because creating one takes a
 * millisecond of the thread that runs everything.
 * @param authority PEM; undefined for those that Node trusts
 */
export function contextTrusting(authority: string | undefined): SecureContext {
  if (latest === undefined || latest.authority !== authority)
    latest = { authority, context: createSecureContext(authority === undefined ? {} : { ca: authority }) }
  return latest.context
}
