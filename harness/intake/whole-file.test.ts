/** A folder with a whole configuration, and files beside it. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { adapter as apache } from '../../proxies/apache/adapter.ts'
import { adapter as nginx } from '../../proxies/nginx/adapter.ts'
import { readIntake } from './read.ts'

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'whole-file-'))
  folders.push(folder)
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  return folder
}

const read = (path: string) => readIntake(path, { adapters: [nginx, apache] })
const SITE = 'server {\n  listen 80;\n  location / { proxy_pass http://app; }\n}\n'
const MAIN = 'events { }\nhttp {\n  include /etc/nginx/sites-enabled/*;\n}\n'

describe('a whole configuration beside other files', () => {
  const WHOLE = `events { }\nhttp {\n  ${SITE}}\n`

  it('is the main file by its contents; what no include names is not tested, and is named', () => {
    const { config, notes } = read(
      folderWith({ 'edge.conf': WHOLE, 'other.conf': 'server { location / { proxy_pass http://b; } }' }),
    )
    expect(Object.keys(config)[0]).toBe('edge.conf')
    expect(notes).toContain(
      'other.conf was not tested: no include of edge.conf names it. If it is used, give it by itself',
    )
  })

  it('is said where the main file has its usual name too, but not of files that are off on purpose, or proxy nothing', () => {
    const files = { 'nginx.conf': MAIN, 'sites-enabled/a': SITE, 'sites-available/b': SITE, 'mime.types': 'types { }' }
    const about = (more: Record<string, string>) =>
      read(folderWith({ ...files, ...more })).notes.filter((note) => note.includes('no include of'))
    expect(about({})).toEqual([])
    expect(about({ 'c.conf': SITE })).toHaveLength(1)
    expect(about(Object.fromEntries(['c', 'd', 'e', 'f', 'g'].map((name) => [`${name}.conf`, SITE])))).toEqual([
      expect.stringMatching(/^c\.conf /),
      expect.stringMatching(/^d\.conf /),
      expect.stringMatching(/^e\.conf /),
    ])
    expect(
      read(folderWith({ ...files, ...Object.fromEntries(['c', 'd', 'e', 'f'].map((name) => [`${name}.conf`, SITE])) }))
        .notes,
    ).toContain('nor was one more file that no include names')
  })

  it('two of them: which one has to be said', () => {
    expect(() => read(folderWith({ 'a.conf': WHOLE, 'b.conf': WHOLE }))).toThrow(
      expect.objectContaining({ code: 'which-file' }),
    )
  })

  it('a file that was given by itself says nothing of its neighbours', () => {
    const folder = folderWith({ 'nginx.conf': MAIN, 'sites-enabled/a': SITE, 'c.conf': SITE })
    expect(read(join(folder, 'nginx.conf')).notes).toEqual([])
  })
})
