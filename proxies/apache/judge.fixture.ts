/**
 * Compares the directives that Apache itself reads with those that the parser reads.
 * | `-D DUMP_CONFIG` of mod_info prints the tree that Apache has built: each directive with its arguments after all variables are
 * replaced, its file, line and nesting. An error that the project's parser and writer have in common cannot hide here, since
 * neither takes part. What Apache executes while it reads (Include, Define, LoadModule, <IfModule>) is not in that tree: of a
 * condition, either all of its content is there or nothing; of files, `-D DUMP_INCLUDES` prints which ones were read. Each
 * directive splits its arguments into words itself, by one function of Apache: `judgeWords` makes Apache print what that function
 * returns for each word.
 * | Apache prints nothing of a configuration that it rejects. Then the directive that it names must be one that the parser reads
 * at that line; it is removed, and Apache reads the rest.
 */

import type { BuildFacts, ConfigTree, Prepared } from '../../harness/model/index.ts'
import type { Arena } from '../fuzz.fixture.ts'
import { type Directive, parseApache } from './config.ts'
import { referenceWords } from './reference-words.fixture.ts'
import { walk } from './tree.ts'
import { startVariables } from './variables.ts'
import { DOLLAR, quote } from './words.ts'

/** Maximum number of attempts with one configuration, each without what Apache rejected before. */
const ROUNDS = 25
/** Executed while they are read, so they are in no tree. */
const ON_READ =
  /^(include|includeoptional|define|undefine|serverroot|defaultruntimedir|defaultstatedir|loadmodule|loadfile)$/
const CONDITION = /^if(module|define|file|directive|section|version)$/

export interface Judged {
  /** Apache accepts it unchanged. */
  readonly isAccepted: boolean
  /** False where Apache rejected it too often, or without naming a place. */
  readonly isCompared: boolean
  readonly words: readonly string[]
}

/**
 * @param written what Apache is given, instead of the text of the parsed directives
 * @throws Error where Apache has read another directive, or another file
 */
export function judge(prepared: Prepared, arena: Arena, build: BuildFacts, written = prepared.files): Judged {
  arena.fill(written, prepared.folders)
  const main = prepared.args[1] ?? ''
  let files: ConfigTree = Object.fromEntries(
    Object.entries(prepared.files).map(([path, text]) => [`${arena.directory}/${path}`, text]),
  )
  const words = new Set<string>()
  for (const [path, text] of Object.entries(files))
    for (const { key, args } of walk(parseApache(text, path)))
      if (!/^(rewrite|proxyhcexpr)/.test(key)) for (const word of args) words.add(resolve(word.text))
  const judged = { words: [...words] }
  for (let round = 0; round < ROUNDS; round++) {
    const { isAccepted, stdout, stderr } = arena.run(
      build,
      [...prepared.checkArgs, '-D', 'DUMP_CONFIG', '-D', 'DUMP_INCLUDES', '-c', infoModule(build)],
      prepared.env,
    )
    const at = `\n${stdout}`.indexOf('\n# In file: ')
    const [includes, tree] = [stdout.slice(0, at), stdout.slice(at)]
    for (const [, path = ''] of includes.matchAll(/^ +\((?:\*|\d+)\) (.*)$/gm)) {
      if (files[path] === undefined) throw new Error(`Apache reads ${path}`)
    }
    if (isAccepted) {
      compare(tree, files, main)
      return { ...judged, isAccepted: round === 0, isCompared: true }
    }
    const refused = refusedAt(unescaped(stderr), files)
    if (refused === undefined) break
    files = without(refused, files)
    arena.fill(
      Object.fromEntries(Object.entries(files).map(([path, text]) => [path.slice(arena.directory.length + 1), text])),
      prepared.folders,
    )
  }
  return { ...judged, isAccepted: false, isCompared: false }
}

const infoModule = ({ loadable }: BuildFacts): string => `LoadModule info_module ${loadable.mod_info}`

const resolve = (text: string): string => text.replaceAll(`\${${DOLLAR}}`, '$')

/** Apache prints bytes beyond ASCII as `\xc3\x9f`. */
const unescaped = (log: string): string =>
  log.replace(/(?:\\x[89a-f][\da-f])+/g, (bytes) => Buffer.from(bytes.replaceAll('\\x', ''), 'hex').toString())

/** The directive that Apache rejects. @throws Error where the parser reads none there */
function refusedAt(stderr: string, files: ConfigTree): Directive | undefined {
  if (/without matching <|^Expected <\/|was not closed|missing closing '>'/m.test(stderr))
    throw new Error(`Apache reads other sections: ${stderr}`)
  const [, number, path = ''] = [...stderr.matchAll(/[Ss]yntax error on line (\d+) of (\/[^\n]*?):/g)].at(-1) ?? []
  if (number === undefined) return undefined
  const text = files[path]
  if (text === undefined) throw new Error(`Apache reads ${path}`)
  const found = [...walk(parseApache(text, path))].find(({ line }) => line === Number(number))
  const [, command] = /^Invalid command '([\w<]*)', perhaps/m.exec(stderr) ?? []
  if (found === undefined) throw new Error(`Apache refuses line ${number} of ${path}, where nothing is: ${stderr}`)
  if (command !== undefined && command.replace(/^</, '').toLowerCase() !== found.key)
    throw new Error(`Apache reads ${command} where ${found.key} is`)
  return found
}

function without({ file, line, lastLine }: Directive, files: ConfigTree): ConfigTree {
  const lines = (files[file] ?? '').split('\n').map((text, at) => (at + 1 >= line && at + 1 <= lastLine ? '' : text))
  return { ...files, [file]: lines.join('\n') }
}

interface Node {
  /** File, line, name and words. */
  readonly says: string
  readonly inner: readonly Item[]
}
/** What is there as a whole, or not at all. */
interface Group {
  readonly all: readonly Item[]
}
type Item = Node | Group

function compare(tree: string, files: ConfigTree, main: string): void {
  const read = nodesOf(tree)
  const believed = itemsOf(parseApache(files[main] ?? '', main), files)
  let farthest = ''
  const match = (items: readonly Item[], nodes: readonly Node[], from: number): number | undefined => {
    let at = from
    for (const item of items) {
      if ('all' in item) {
        at = match(item.all, nodes, at) ?? at
        continue
      }
      const node = nodes[at++]
      const isSame = node?.says === item.says && match(item.inner, node.inner as Node[], 0) === node.inner.length
      if (isSame) continue
      if (node !== undefined) farthest = `Apache reads\n${node.says}\nwhere this is believed\n${item.says}`
      return undefined
    }
    return at
  }
  const end = match(believed, read, 0)
  if (end !== read.length)
    throw new Error(farthest || `Apache reads\n${read[end ?? 0]?.says}\nbehind all that is believed`)
}

const saying = (file: string, line: number, name: string, words: readonly string[]): string =>
  `${file}:${line}: ${name.toLowerCase()} ${JSON.stringify(words)}`

function itemsOf(directives: readonly Directive[], files: ConfigTree): readonly Item[] {
  return directives.flatMap((unresolved): Item[] => {
    const directive = startVariables({ [DOLLAR]: '$' }).resolve(unresolved)
    const { key, args, section, file, line } = directive
    const words = args.map(({ text }) => text)
    if (key.startsWith('include')) {
      const path = words[0] ?? ''
      return [...itemsOf(parseApache(files[path] ?? '', path), files)]
    }
    if (section !== undefined && CONDITION.test(key)) return [{ all: itemsOf(section, files) }]
    if (ON_READ.test(key)) return []
    const name = section === undefined ? key : `<${key}`
    return [{ says: saying(file, line, name, words), inner: itemsOf(section ?? [], files) }]
  })
}

/** What mod_info prints: `# In file: …`, `#   12:`, then the directive, each level two blanks further in. */
function nodesOf(dump: string): readonly Node[] {
  const top: Node[] = []
  const open: Node[][] = [top]
  const lines = dump.split('\n')
  let file = ''
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? ''
    const [, place] = /^# In file: (.*)$/.exec(line) ?? []
    const [, indent = '', number] = /^( *)# *(\d+):$/.exec(line) ?? []
    if (place !== undefined) file = place
    else if (number === undefined) {
      if (!/^ *<\/\w+>$|^ ?$/.test(line)) throw new Error(`Apache prints ${line}`)
    } else {
      const depth = indent.length / 2
      const [, name = '', args = ''] = /^([^ ]*) (.*)$/s.exec((lines[++at] ?? '').slice(indent.length)) ?? []
      const node = { says: saying(file, Number(number), name, referenceWords(name, args)), inner: [] as Node[] }
      open[depth]?.push(node)
      open[depth + 1] = node.inner
    }
  }
  return top
}

/** Defines a variable for each word, and lets Apache print their values. @throws Error where a value differs */
export function judgeWords(words: readonly string[], arena: Arena, build: BuildFacts, quoting = quote): void {
  const path = `${arena.directory}/words.conf`
  const modules = ['mpm_event', 'authz_core'].map(
    (name) => `LoadModule ${name}_module ${build.loadable[`mod_${name}`]}\n`,
  )
  const written = words.map((word, at) => `Define W${at} ${quoting('define', word)}\n`)
  const first = `${modules.join('')}DefaultRuntimeDir ${arena.directory}\nErrorLog /dev/stderr\nServerName x\nListen 127.83.4.9:1\nDefine ${DOLLAR} $\n`
  arena.fill({ 'words.conf': first + written.join('') }, [])
  const { stdout, stderr } = arena.run(build, ['-f', path, '-t', '-D', 'DUMP_RUN_CFG'])
  // U+2028 ends a line for a regular expression, but not for Apache. An empty value is printed without a `=`.
  const values = new Map(
    stdout.split('\n').map((line) => {
      const [name = '', ...rest] = line.split('=')
      return [name, rest.join('=')]
    }),
  )
  for (const [at, word] of words.entries()) {
    if (values.get(`Define: W${at}`) !== word)
      throw new Error(`Apache reads ${values.get(`Define: W${at}`)} where ${word} is believed ${stderr}`)
  }
}
