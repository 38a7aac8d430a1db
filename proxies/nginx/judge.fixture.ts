/**
 * Compares the words that nginx itself reads in a text with those that the parser reads.
 * | nginx has no switch that prints what it has read, but a `types` block accepts any directive, any number of words and
 * includes, and prints a warning with the words and the line for each extension that is listed twice. So the files are included
 * in such a block twice: in the second pass every word is a repetition, and every word that follows a name is printed. An error
 * that the project's parser and writer have in common cannot hide here: it is nginx's own scanner, over the bytes that were
 * written, and it follows the includes by itself. A word that the parser did not read is printed like any other. Only blocks are
 * not accepted there: for this test the braces of blocks are overwritten, `{` with `;` and `}` with a blank. After a blank the
 * scanner treats `{` and `;` alike, so that it reads the same words; a brace that the parser takes for one by mistake would be in
 * the middle of a word, and that word would be printed. The rest, nesting and names without words, is compared with a copy of
 * nginx's scanner.
 */

import { writeFileSync } from 'node:fs'
import { expect } from 'vitest'
import type { BuildFacts, Prepared } from '../../harness/model/index.ts'
import { CONFIG_FOLDER } from '../_kit/written-files.ts'
import { type Arena, expectSame } from '../fuzz.fixture.ts'
import { type Directive, firstArg, parseNginx } from './config.ts'
import type { Planned } from './planned-file.ts'
import { type Read, readReference } from './reference-tokens.fixture.ts'

/** Absolute path → text, the main file first. */
export type Files = ReadonlyMap<string, string>

/** Absolute path → the directives that the parser reads in it. */
export type Believed = ReadonlyMap<string, readonly Directive[]>

/** What precedes a message once nginx has opened its log. */
const TIMED = /^\d{4}(?:\/\d\d){2} \d\d:\d\d:\d\d (\[warn\]) \d+#\d+: /gm
/** Replaces an `include` with no word or with several, which nginx rejects in any place. */
const NO_INCLUDE = 'Xnclude'
const MIME_TYPES = 'types { text/html html; }\n'

/** @returns whether nginx accepts the configuration unchanged */
export function judge(prepared: Prepared, arena: Arena, build: BuildFacts): boolean {
  const files: Files = new Map(
    Object.entries(prepared.files).map(([path, text]) => [`${arena.directory}/${path}`, text]),
  )
  const believed: Believed = new Map([...files].map(([path, text]) => [path, parseNginx(text, path)]))
  const isAccepted = runAsItIs(prepared, files, arena, build)
  judgeByReference(files, believed)
  judgeByNginx(files, believed, prepared.args.at(3) ?? '', arena, build)
  return isAccepted
}

/** It opens only its own files. */
function runAsItIs(prepared: Prepared, files: Files, arena: Arena, build: BuildFacts): boolean {
  arena.fill(prepared.files, prepared.folders)
  writeFileSync(`${arena.data}/mime.types`, MIME_TYPES)
  const { isAccepted, stdout, stderr } = arena.run(build, [...prepared.checkArgs, '-T'], prepared.env)
  const own = [...files.keys(), `${arena.data}/mime.types`]
  for (const [, path] of stdout.matchAll(/^# configuration file (.*):$/gm)) expect(own).toContain(path)
  const [, place] = /.* in (\/.*):\d+$/m.exec(stderr) ?? []
  if (place !== undefined) expect(own).toContain(place)
  return isAccepted
}

/** @throws where the copy of nginx's scanner reads something else; this includes nesting and names without words */
export function judgeByReference(files: Files, believed: Believed): void {
  for (const [path, text] of files) expect(readReference(text)).toEqual(asRead(believed.get(path) ?? []))
}

/**
 * @param main the path of the main file
 * @throws where nginx reads other words, other lines or other files
 */
export function judgeByNginx(files: Files, believed: Believed, main: string, arena: Arena, build: BuildFacts): void {
  const types = [`${arena.data}/mime.types`, 'text/html html;\n'] as const
  const flat = new Map([...files].map(([path, text]) => [path, flattened(text, believed.get(path) ?? [])]))
  const wrapper = `${arena.directory}/flat.conf`
  const text = `daemon off;\npid ${arena.directory}/pid;\nevents { }\nhttp {\naccess_log off;\ntypes_hash_max_size 100000;\ntypes_hash_bucket_size 32768;\ntypes {\ninclude "${main}";\ninclude "${main}";\n}\n}\n`
  const below = [...flat, [wrapper, text] as const].map(([path, is]) => [path.slice(arena.directory.length + 1), is])
  arena.fill(Object.fromEntries(below), [CONFIG_FOLDER])
  const inPlace = new Map<string, readonly Directive[]>([...believed, [types[0], parseNginx(types[1], types[0])]])
  const { warnings, read } = expected(inPlace, main)
  writeFileSync(...types)
  const { stdout, stderr } = arena.run(build, ['-T', '-e', 'stderr', '-p', arena.directory, '-c', wrapper])
  const ends = `nginx: the configuration file ${wrapper} syntax is ok\nnginx: configuration file ${wrapper} test is successful\n`
  expectSame(stderr.replace(TIMED, 'nginx: $1 '), warnings + ends)
  const texts = new Map<string, string>([...flat, types, [wrapper, text]])
  const dumps = [wrapper, ...read].map((path) => `# configuration file ${path}:\n${texts.get(path)}\n`)
  expectSame(stdout, dumps.join(''))
}

const asRead = (directives: readonly Directive[]): readonly Read[] =>
  directives.map(({ name, args, opening, endLine, block }) => ({
    words: [name, ...args.map(({ text }) => text)],
    line: opening?.line ?? endLine,
    block: block && asRead(block),
  }))

/** The planned directives, as nginx must read them. */
export const asMeant = (planned: readonly Planned[]): readonly Read[] =>
  planned.map(({ name, args, opening, endLine, block }) => ({
    words: [name, ...args].map(({ text }) => text),
    line: opening ?? endLine,
    block: block && asMeant(block),
  }))

function flattened(text: string, directives: readonly Directive[]): string {
  const characters = text.split('')
  const put = (at: number, is: string): void => {
    expect(characters[at - 1] ?? ' ').toMatch(/^[ \n]$/)
    characters[at] = is
  }
  const overwrite = (all: readonly Directive[]): void => {
    for (const { name, args, start, opening, block, end } of all) {
      if (name === 'include' && args.length !== 1) put(start, NO_INCLUDE.slice(0, 1))
      if (opening === undefined || block === undefined) continue
      put(opening.start - 1, ';')
      put(end - 1, ' ')
      overwrite(block)
    }
  }
  overwrite(directives)
  return characters.join('')
}

/** What nginx prints about the files, and the files that it reads, in the order of the first time. */
function expected(files: Believed, main: string): { readonly warnings: string; readonly read: ReadonlySet<string> } {
  const lines: string[] = []
  const read = new Set<string>()
  const types = new Map<string, string>()
  const visit = (path: string): void => {
    read.add(path)
    visitAll(files.get(path) ?? [], path)
  }
  const visitAll = (directives: readonly Directive[], path: string): void => {
    for (const directive of directives) {
      const { args, opening, endLine, block } = directive
      const name = directive.name === 'include' ? NO_INCLUDE : directive.name
      if (directive.name === 'include' && args.length === 1) {
        visit(firstArg(directive))
        continue
      }
      for (const { text } of args) {
        const key = text.replace(/[A-Z]/g, (letter) => letter.toLowerCase())
        const before = types.get(key)
        types.set(key, name)
        if (before === undefined) continue
        const where = `in ${path}:${opening?.line ?? endLine}`
        lines.push(
          `nginx: [warn] duplicate extension "${key}", content type: "${name}", previous content type: "${before}" ${where}\n`,
        )
      }
      if (block !== undefined) visitAll(block, path)
    }
  }
  visit(main)
  visit(main)
  return { warnings: lines.join(''), read }
}
