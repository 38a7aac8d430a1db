import { execFileSync } from 'node:child_process'
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readBytes } from './contents.ts'
import { listFiles } from './files.ts'
import { readFound } from './read-file.ts'
import { MAX_BYTES, MAX_FILES, MAX_FOLDERS, MAX_NOTES, MAX_OTHER } from './size-limits.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'intake-'))
})
afterEach(() => rmSync(folder, { recursive: true }))
const names = { isPart: (key: string) => key.endsWith('.conf') }

describe('a folder of very many', () => {
  it.for(['x.html', 'x/', 'x -> /etc/passwd'])('%s ends with one line, whatever they are', (kind) => {
    for (let n = 0; n < 30; n += 1) {
      const path = join(folder, `${n}${kind[0]}`)
      if (kind.endsWith('/')) mkdirSync(path)
      else if (kind.includes('>')) symlinkSync('/etc/passwd', path)
      else writeFileSync(path, '')
    }
    expect(() => listFiles(folder, names, 30)).not.toThrow()
    expect(() => listFiles(folder, names, 29)).toThrow(
      expect.objectContaining({ code: 'too-large', where: folder, message: 'more than 29 files and folders' }),
    )
  })

  it('counts a file as often as links lead to it', () => {
    mkdirSync(join(folder, 'a'))
    for (let n = 0; n < 10; n += 1) writeFileSync(join(folder, 'a', `${n}.html`), '')
    for (let n = 0; n < 9; n += 1) symlinkSync('a', join(folder, `link${n}`))
    expect(() => listFiles(folder, names, 110)).not.toThrow()
    expect(() => listFiles(folder, names, 109)).toThrow('more than 109 files and folders')
  })

  /** Links make many entries of few. */
  function manyOf(folders: number, fill: (inside: string) => void): void {
    mkdirSync(join(folder, 'a'))
    fill(join(folder, 'a'))
    for (let n = 1; n < folders; n += 1) symlinkSync('a', join(folder, `link${n}`))
  }

  it('bytes of a configuration is refused', () => {
    for (const name of ['a.conf', 'b.conf']) writeFileSync(join(folder, name), '')
    truncateSync(join(folder, 'a.conf'), MAX_BYTES - 1)
    truncateSync(join(folder, 'b.conf'), 1)
    expect(() => listFiles(folder, names)).not.toThrow()
    truncateSync(join(folder, 'b.conf'), 2)
    expect(() => listFiles(folder, names)).toThrow(expect.objectContaining({ code: 'too-large', where: folder }))
  })

  it.for(['conf', 'inc'])('files is refused, or shortened where no name identifies them: %s', (ext) => {
    const each = 50
    manyOf(MAX_FILES / each + 1, (inside) => {
      for (let n = 0; n < each; n += 1) writeFileSync(join(inside, `${n}.${ext}`), '')
    })
    if (ext === 'inc') expect(listFiles(folder, names).others).toHaveLength(MAX_FILES)
    else expect(() => listFiles(folder, names)).toThrow(`more than ${MAX_FILES} files`)
  })

  it('bytes is no part of a configuration where its name does not identify it', () => {
    writeFileSync(join(folder, 'a.inc'), '')
    truncateSync(join(folder, 'a.inc'), MAX_OTHER)
    expect(listFiles(folder, names).others).toHaveLength(1)
    truncateSync(join(folder, 'a.inc'), MAX_OTHER + 1)
    expect(listFiles(folder, names).others).toEqual([])
  })

  it('folders is refused', () => {
    const each = Math.ceil(Math.sqrt(MAX_FOLDERS))
    manyOf(each, (inside) => {
      for (let n = 0; n < each; n += 1) mkdirSync(join(inside, `${n}`))
    })
    expect(() => listFiles(folder, names)).toThrow(`more than ${MAX_FOLDERS} folders`)
  })

  it('has few notes about single files', () => {
    for (let n = 0; n < MAX_NOTES + 20; n += 1) symlinkSync('/etc/passwd', join(folder, `${n}.conf`))
    const { notes } = listFiles(folder, names)
    expect(notes).toHaveLength(MAX_NOTES + 1)
    expect(notes.at(-1)).toBe('20 more files and folders were skipped for such reasons')
  })
})

describe('a file that is changed after it was found', () => {
  const changes: Readonly<Record<string, (file: string) => void>> = {
    'becomes longer': (file) => appendFileSync(file, 'x'),
    'becomes shorter': (file) => writeFileSync(file, ''),
    'is replaced by another of the same length': (file) => {
      writeFileSync(`${file}2`, 'other\n')
      renameSync(`${file}2`, file)
    },
    'is replaced by a pipe': (file) => {
      rmSync(file)
      execFileSync('mkfifo', [file])
    },
  }

  it.for(Object.keys(changes))('%s: is not read', (name) => {
    const file = join(folder, 'a.conf')
    writeFileSync(file, 'gzip;\n')
    const [found] = listFiles(folder, names).found
    if (found === undefined) throw new Error('no file')
    expect(readBytes(found).toString()).toBe('gzip;\n')
    changes[name]?.(file)
    expect(() => readBytes(found)).toThrow(
      expect.objectContaining({ code: 'bad-file', where: 'a.conf', message: 'it changed while it was read' }),
    )
  })

  it('is replaced by a link: is not followed', () => {
    const file = join(folder, 'a.conf')
    writeFileSync(file, 'gzip;\n')
    const stats = statSync(file)
    renameSync(file, `${file}2`)
    symlinkSync(`${file}2`, file)
    expect(() => readFound(file, stats)).toThrow(/ELOOP/)
  })
})
