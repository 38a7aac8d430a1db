/**
 * Adds a request header with the number of the virtual host that a request reached, and with the address that it is passed to, which
 * shows the line that passes it on. The `RequestHeader` directives of all levels apply together, so nothing else changes.
 */

import { type ConfigEdits, directive, type NewDirective } from '../../harness/config/parsed-edits.ts'
import { PLACE_HEADER, type ReachablePlace } from '../../harness/model/index.ts'
import { whereOf } from '../_kit/directive.ts'
import { ownFile } from '../_kit/file-copies.ts'
import type { Directive } from './config.ts'
import { moduleName } from './modules.ts'
import { type Place, placesOf } from './places.ts'
import { reachedIn } from './select-server.ts'
import { directivesFor, type Reached } from './server-directives.ts'
import { isInclude, walk } from './tree.ts'
import { writeAll } from './writer.ts'

export interface MarkedPlaces {
  readonly places: readonly ReachablePlace[]
  /** For the main file: of the main server, and of each virtual host that sets nothing else. */
  readonly lines: readonly NewDirective[]
  /** Additional files below the folder of the configuration: name → text. */
  readonly files: Readonly<Record<string, string>>
  /** Name of such a file → the user's file whose line it contains. */
  readonly renamed: Readonly<Record<string, string>>
}

export const UNMARKED: MarkedPlaces = { places: [], lines: [], files: {}, renamed: {} }

export interface ToMark {
  /** Without conditional sections, and with them. */
  readonly held: readonly Directive[]
  readonly top: readonly Directive[]
  readonly edits: ConfigEdits
  /** Absolute, where the files will be. */
  readonly folder: string
  /** The harness loads mod_headers in front of the user's files. */
  readonly isLoaded: boolean
}

const MAIN = 0

/**
 * Identifies a line that passes requests on: a virtual host has those of the main server too. A macro's line is read once for each
 * use.
 */
export const placeId = (virtual: Directive | undefined, pass: Directive): string =>
  [virtual === undefined ? '' : keyOf(virtual), keyOf(pass)].join(' ')

const keyOf = ({ file, start }: Directive): string => `${start}:${file}`

/**
 * Has to come after all other edits. mod_headers is never loaded for this alone: sections that ask for it would then apply.
 */
export function markPlaces({ held, top, edits, folder, isLoaded }: ToMark): MarkedPlaces {
  if (!isLoaded && !loadsHeadersFirst(held)) return UNMARKED
  const files: Record<string, string> = {}
  const renamed: Record<string, string> = {}
  const numbers = new Map<string, number>()
  const hosts = new Map(held.filter(({ key }) => key === 'virtualhost').map((host) => [keyOf(host), host]))
  for (const [key, host] of hosts) {
    const line = firstLineOf(host, edits)
    if (line === undefined) continue
    const number = numbers.size + 1
    numbers.set(key, number)
    const name = `sse-compat-files/place-${number}.conf`
    // At the same line as in the user's file, for the proxy's messages.
    const text = writeAll(name, [writtenAs(line, edits), marking(number)])
    files[name] = '\n'.repeat(line.line - 1) + text
    renamed[name] = line.file
    edits.rephrase(line, [directive('Include', `${folder}/${name}`)])
  }
  // A virtual host without a number of its own has that of the main server.
  if (numbers.size === hosts.size) numbers.set('', MAIN)
  const places = reachedIn(held, top).flatMap((reached) => placesIn(reached, numbers, edits))
  return {
    places: [...new Map(places.map((one) => [`${one.marker} ${one.id}`, one])).values()],
    lines: [marking(MAIN)],
    files,
    renamed,
  }
}

const marking = (number: number): NewDirective =>
  directive('RequestHeader', 'set', PLACE_HEADER, `expr=${number} %{REQUEST_FILENAME}`)

/** As the harness writes it; the same line of a user is removed before, for the variable in it. */
export const isMarking = ({ key, args }: Directive): boolean =>
  key === 'requestheader' &&
  /^set (\S+) expr=\d+ %\{REQUEST_FILENAME\}$/.exec(args.map(({ text }) => text).join(' '))?.[1] === PLACE_HEADER

/** The user loads mod_headers, and in front of every virtual host. */
function loadsHeadersFirst(held: readonly Directive[]): boolean {
  for (const { key, args } of walk(held)) {
    if (key === 'virtualhost') return false
    if (key === 'loadmodule' && moduleName(args[1]?.text ?? '') === 'headers') return true
  }
  return false
}

const LEFT_AS_IT_IS = /^(use|undefmacro|define|undefine|rewritecond)$/

/** One line has room for one directive: this one is read from a file of its own, which has room for another. */
const firstLineOf = ({ file, section = [] }: Directive, edits: ConfigEdits): Directive | undefined =>
  ownFile(file) === file
    ? section.find(
        (one) =>
          one.file === file &&
          one.section === undefined &&
          !isInclude(one) &&
          !LEFT_AS_IT_IS.test(one.key) &&
          edits.editOf(one).instead === undefined,
      )
    : undefined

const writtenAs = (one: Directive, edits: ConfigEdits): NewDirective => ({
  name: one.name,
  args: [...one.args.flatMap((word) => edits.wordFor(word) ?? []), ...edits.editOf(one).more],
})

function placesIn(
  reached: Reached,
  numbers: ReadonlyMap<string, number>,
  edits: ConfigEdits,
): readonly ReachablePlace[] {
  const { virtual } = reached
  const number = numbers.get(virtual === undefined ? '' : keyOf(virtual))
  if (number === undefined) return []
  const server = virtual === undefined ? '' : whereOf(virtual)
  const passing = placesOf(directivesFor(reached)).filter(({ isOff, target }) => isOff !== true && target !== '!')
  return [
    { marker: `${number} `, fits: 'start', id: '', where: server, server },
    ...passing.flatMap((place): readonly ReachablePlace[] => {
      const written = writtenTarget(place, edits)
      const start = /^[a-z][a-z0-9]*:\/\/[^$%?]*/i.exec(written)?.[0]
      if (start === undefined) return []
      const { directive } = place
      const isWhole = start.length === written.length && isSlashed(place.path) === start.endsWith('/')
      return [
        {
          marker: `${number} proxy:${start}`,
          fits: isWhole ? 'below' : 'start',
          ...(typeof place.path === 'string' ? {} : { isOpen: true }),
          id: placeId(virtual, directive),
          where: whereOf(directive),
          server,
        },
      ]
    }),
  ]
}

function writtenTarget({ directive, target }: Place, edits: ConfigEdits): string {
  const word = directive.args.find(({ text }) => text === target)
  return (word && edits.wordFor(word)) ?? ''
}

/** Otherwise Apache puts what follows the path directly behind the target. */
const isSlashed = (path: Place['path']): boolean => typeof path === 'string' && path.endsWith('/')
