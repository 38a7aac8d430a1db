import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { getCACertificates } from 'node:tls'
import { afterAll, expect, test } from 'vitest'
import { readAuthorities } from './authority.ts'

const folder = await mkdtemp(join(tmpdir(), 'sse-compat-authority-'))
afterAll(() => rm(folder, { recursive: true }))

async function written(text: string): Promise<string> {
  const file = join(folder, 'ca.pem')
  await writeFile(file, text)
  return file
}
const [one = '', other = ''] = getCACertificates('bundled')

test('named authorities are trusted besides the usual ones', async () => {
  const trusted = await readAuthorities(await written(`a comment\n${one}\n\nanother\n${other}`))
  expect(trusted?.startsWith(`${one}\n${other}\n`)).toBe(true)
  expect(trusted?.match(/BEGIN CERTIFICATE/g)).toHaveLength(getCACertificates('default').length + 2)
  expect(await readAuthorities(undefined)).toBe(undefined)
})

test.for([
  ['a key', '-----BEGIN PRIVATE KEY-----\nMIGH\n-----END PRIVATE KEY-----', /has no certificate/],
  ['nothing', '', /has no certificate/],
  [
    'a damaged one',
    '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n',
    /certificate 1 of .* cannot be read/,
  ],
] as const)('%s', async ([, text, message]) => {
  await expect(readAuthorities(await written(text))).rejects.toThrow(message)
})

test('a file that is not there', async () => {
  await expect(readAuthorities(join(folder, 'none.pem'))).rejects.toThrow(/none\.pem cannot be read \(ENOENT\)/)
})
