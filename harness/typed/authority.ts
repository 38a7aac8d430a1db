/** Reads certification authorities that a person names, to be trusted besides those that Node trusts. */
import { X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { getCACertificates } from 'node:tls'
import { SseCompatError } from '../model/index.ts'

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g

/**
 * @returns all authorities to trust, as PEM; undefined for those that Node trusts
 * @throws SseCompatError `bad-option`, `unreadable`
 */
export async function readAuthorities(file: string | undefined): Promise<string | undefined> {
  if (file === undefined) return undefined
  const advice = '--ca takes the path of a file with one or more certificates as PEM'
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new SseCompatError('unreadable', `${file} cannot be read (${error.code})`, { advice })
  })
  const certificates = text.match(CERTIFICATE) ?? []
  if (certificates.length === 0) throw new SseCompatError('bad-option', `${file} has no certificate`, { advice })
  for (const [n, certificate] of certificates.entries()) {
    try {
      new X509Certificate(certificate)
    } catch {
      throw new SseCompatError('bad-option', `certificate ${n + 1} of ${file} cannot be read`, { advice })
    }
  }
  return [...certificates, ...getCACertificates('default')].join('\n')
}
