/** The certificate that proxies of a run show, signed by an authority that nobody but the run's own clients trusts. */

import { createSecureContext, type SecureContext } from 'node:tls'
import type { Certificate } from '../model/index.ts'

/** What TLS clients ask for, whatever address they connect to; the profile's own server answers to it. */
export const SERVER_NAME = 'sse-compat.test'

const HOUR = 3_600_000

/** Elliptic keys, since those are made in a few milliseconds. Nothing is written to disk. */
export async function makeCertificate(): Promise<Certificate> {
  // Takes 80 ms to load, which a run without TLS need not pay.
  const { generate } = await import('selfsigned')
  const common = {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    // A proxy in another time zone of its own, or in a fake one, still finds it valid.
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
 * What a TLS client needs to trust one authority. One context serves all connections of a run: making one takes a millisecond of the
 * thread that runs everything.
 * @param authority PEM; undefined for those that Node trusts
 */
export function contextTrusting(authority: string | undefined): SecureContext {
  if (latest === undefined || latest.authority !== authority)
    latest = { authority, context: createSecureContext(authority === undefined ? {} : { ca: authority }) }
  return latest.context
}
