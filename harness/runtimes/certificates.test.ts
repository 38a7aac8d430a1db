import { X509Certificate } from 'node:crypto'
import { expect, test } from 'vitest'
import { makeCertificate, SERVER_NAME } from './certificates.ts'

test('a certificate is good for the one name, and signed by an authority of its own', async () => {
  const [one, other] = await Promise.all([makeCertificate(), makeCertificate()])
  const server = new X509Certificate(one.certificate)
  const authority = new X509Certificate(one.authority)
  expect(server.checkHost(SERVER_NAME)).toBe(SERVER_NAME)
  expect(server.checkHost('example.com')).toBeUndefined()
  expect(server.checkIssued(authority) && server.verify(authority.publicKey)).toBe(true)
  expect(authority.ca && !server.ca).toBe(true)
  expect(server.verify(new X509Certificate(other.authority).publicKey)).toBe(false)
  expect(one.key).toContain('PRIVATE KEY')
})
