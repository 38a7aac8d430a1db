/**
 * Adds a request header with the number of each place that passes requests on, so that a run shows which place a request reached.
 * Everything else that a place sends stays the same.
 */

import { type ConfigEdits, type NewDirective, directive as written } from '../../harness/config/parsed-edits.ts'
import { PLACE_HEADER, type ReachablePlace, UNGUESSABLE } from '../../harness/model/index.ts'
import { whereOf } from '../_kit/directive.ts'
import type { Directive } from './config.ts'
import { serversIn } from './listen.ts'

const HEADER = 'proxy_set_header'
/** The server, where its locations are in a file that several servers include. */
const SERVER_VARIABLE = `sse_compat_server_${UNGUESSABLE}`
const PLACE_VARIABLE = `sse_compat_place_${UNGUESSABLE}`

export interface MarkedPlaces {
  readonly places: readonly ReachablePlace[]
  /** For the `location` of the harness's own around a piece of a configuration. */
  readonly around: readonly NewDirective[]
}

const NONE: MarkedPlaces = { places: [], around: [] }

/** A location that passes requests on, in one of the servers that have it. */
interface Marked {
  readonly server: Directive
  readonly location: Directive
  readonly pass: Directive | undefined
  /** Its `if` blocks, with what each passes requests on with. */
  readonly branches: readonly { readonly block: Directive; readonly pass: Directive | undefined }[]
  /** What has to be repeated beside the header: a level with a `proxy_set_header` of its own inherits none. */
  readonly inherited: readonly NewDirective[]
}

/** Identifies the place of a `proxy_pass`: a file may be included more than once, and a line may have several blocks. */
export const placeId = (server: Directive, block: Directive | undefined, pass: Directive): string =>
  [server, block, pass].map((one) => (one === undefined ? '' : keyOf(one))).join(' ')

const keyOf = ({ file, start }: Directive): string => `${start}:${file}`

/**
 * Has to come after all other edits: it repeats directives as they are written.
 * @param http what is directly in `http`
 */
export function markPlaces(http: readonly Directive[], edits: ConfigEdits): MarkedPlaces {
  const levelOf = headersWith(edits)
  const marked = serversIn(http).flatMap((server) =>
    locationsWithPass(server, server, [server.block ?? [], http].map(levelOf), levelOf),
  )
  const groups = [...Map.groupBy(marked, ({ location }) => keyOf(location)).values()]
  // One text cannot repeat two different lists.
  if (groups.some(([first, ...others]) => others.some((one) => !isSame(one.inherited, first?.inherited ?? []))))
    return NONE
  const servers = [...new Set(marked.map(({ server }) => keyOf(server)))]
  const numberOf = (server: Directive): number => servers.indexOf(keyOf(server)) + 1
  const places: ReachablePlace[] = []
  let around: readonly NewDirective[] = []
  const shared = new Map<string, Directive>()
  let count = 0

  for (const group of groups) {
    const [first] = group
    if (first === undefined) continue
    const { location, branches, inherited } = first
    const isShared = new Set(group.map(({ server }) => keyOf(server))).size > 1
    if (isShared) for (const { server } of group) shared.set(keyOf(server), server)
    const own = ++count
    const numbers = branches.map(({ pass }) => (pass === undefined ? own : ++count))
    const isBranched = branches.some(({ pass }) => pass !== undefined)
    const variable = `$${PLACE_VARIABLE}_${own}`
    const value = `${isBranched ? variable : own}${isShared ? `.$${SERVER_VARIABLE}` : ''}`
    const added = [...inherited, written(HEADER, PLACE_HEADER, value)]
    if (location.opening === undefined) around = added
    edits.insertLast(location, added)
    if (isBranched) {
      edits.insertFirst(location, [written('set', variable, String(own))])
      for (const [at, { block }] of branches.entries())
        edits.insertFirst(block, [written('set', variable, String(numbers[at]))])
    }
    for (const one of group) {
      const ways = [{ number: own, block: one.location, pass: one.pass }]
      for (const [at, branch] of one.branches.entries()) ways.push({ number: numbers[at] ?? own, ...branch })
      for (const { number, block, pass } of ways) {
        if (pass === undefined || isHidden(one.location)) continue
        places.push({
          marker: `${number}${isShared ? `.${numberOf(one.server)}` : ''}`,
          fits: 'exactly',
          id: placeId(one.server, block, pass),
          where: whereOf(pass),
          server: one.server.line === 0 ? '' : whereOf(one.server),
        })
      }
    }
  }
  for (const server of shared.values())
    edits.insertFirst(server, [written('set', `$${SERVER_VARIABLE}`, String(numberOf(server)))])
  return { places, around }
}

/** Its `limit_except` passes requests on as well, and cannot be told from it: neither is a known place. */
const isHidden = ({ block = [] }: Directive): boolean =>
  block.some((one) => one.name === 'limit_except' && passIn(one) !== undefined)

const passIn = ({ block = [] }: Directive): Directive | undefined => block.find(({ name }) => name === 'proxy_pass')

/** The headers that one level sets, as they are written. */
const headersWith =
  (edits: ConfigEdits) =>
  (level: readonly Directive[]): readonly NewDirective[] =>
    level.flatMap((one) => writtenAs(one, edits)).filter(({ name }) => name === HEADER)

function writtenAs(one: Directive, edits: ConfigEdits): readonly NewDirective[] {
  const { instead, more } = edits.editOf(one)
  if (instead !== undefined) return instead
  return [{ name: one.name, args: [...one.args.flatMap((word) => edits.wordFor(word) ?? []), ...more] }]
}

type Headers = readonly NewDirective[]

/** @param levels headers that each level around sets, the innermost first */
function locationsWithPass(
  server: Directive,
  within: Directive,
  levels: readonly Headers[],
  levelOf: (level: readonly Directive[]) => Headers,
): readonly Marked[] {
  return (within.block ?? []).flatMap((location): readonly Marked[] => {
    if (location.name !== 'location' || location.block === undefined) return []
    const own = levelOf(location.block)
    const branches = location.block
      .filter(({ name, block }) => name === 'if' && block)
      .map((block) => ({ block, pass: passIn(block) }))
    const pass = passIn(location)
    const passes = pass !== undefined || branches.some((branch) => branch.pass) || isHidden(location)
    const inherited = own.length > 0 ? [] : (levels.find((level) => level.length > 0) ?? [])
    return [
      ...(passes ? [{ server, location, pass, branches, inherited }] : []),
      ...locationsWithPass(server, location, [own, ...levels], levelOf),
    ]
  })
}

const isSame = (some: Headers, others: Headers): boolean =>
  some.length === others.length &&
  some.every(
    ({ args }, at) => args.length === others[at]?.args.length && args.every((arg, n) => arg === others[at]?.args[n]),
  )
