import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readProfile } from './read-profile.ts'

const read = (text: string) => readProfile('nginx', 'x', 'proxies/nginx/profiles/x.conf', text)

describe('the first comment block', () => {
  it('describes the profile', () => {
    expect(
      read(`
# title: A title: with a colon
# why: one line
#   and one more
#
# source: https://example.com/#x
# tags: a, b ,c
# origin: X-Accel-Buffering: no
# origin: Cache-Control: no-store

server { }
# title: not this one
`),
    ).toMatchObject({
      title: 'A title: with a colon',
      why: 'one line and one more',
      source: 'https://example.com/#x',
      tags: ['a', 'b', 'c'],
      originHeaders: [
        ['X-Accel-Buffering', 'no'],
        ['Cache-Control', 'no-store'],
      ],
      file: 'proxies/nginx/profiles/x.conf',
    })
  })

  it.for([
    '',
    'server { }',
    '# my server\nserver { }',
    '# see https://example.com: it is good\n',
    '\uFEFF# note: this\n# title: x',
  ])('may be missing: %j', (text) => {
    expect(read(text)).toMatchObject({ title: 'x.conf', why: '', source: '', tags: [], originHeaders: [] })
    expect(read(text).config).toEqual({ 'x.conf': text })
  })

  it.for([
    ['# title: a\n# wyh: b', 'a profile has no key "wyh"', 2],
    ['# title: a\n# title: b', '"title" is there twice', 2],
    ['# title:', '"title" has no value', 1],
    ['# title: a\n# and more', '"and more" is no `key: value`', 2],
    ['\n# origin: nonsense', '"nonsense" is no header field', 2],
  ] as const)('%j: %s', ([text, message, line]) => {
    const where = `proxies/nginx/profiles/x.conf:${line}`
    expect(() => read(text)).toThrow(expect.objectContaining({ code: 'bad-config', message, where }))
  })
})

const committed = readdirSync('proxies', { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .flatMap(({ name }) => {
    try {
      return readdirSync(`proxies/${name}/profiles`).map((file) => [name, file] as const)
    } catch {
      return []
    }
  })

it.for(committed)('%s/%s has a title, a reason, a source and tags', ([proxy, file]) => {
  const path = `proxies/${proxy}/profiles/${file}`
  const profile = readProfile(proxy, file.replace('.conf', ''), path, readFileSync(path, 'utf8'))
  expect(profile.title).not.toBe(file)
  expect(profile.why).not.toBe('')
  expect(profile.source).not.toBe('')
  expect(profile.tags).not.toEqual([])
})
