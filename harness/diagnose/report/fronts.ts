/** Differences between the fronts of a route (how a client connects to the proxy), in the words of a report. Pure. */
import type { AxisValues, CellVerdict, Front } from '../../model/index.ts'
import type { AxisWords } from '../../verdict/failure-wording.ts'
import { headlineFor } from '../../verdict/headline.ts'

const FRONT_WORDS: Readonly<Record<Front, string>> = {
  h1: 'over cleartext HTTP/1.1',
  'h1+tls': 'over HTTP/1.1 with TLS',
  'h2+tls': 'over HTTP/2',
}

/** The axis words of every scenario in `check`. */
export const FRONT_AXIS_WORDS: AxisWords = Object.fromEntries(
  Object.entries(FRONT_WORDS).map(([front, words]) => [`front=${front}`, words]),
)

const FRONTS = Object.keys(FRONT_WORDS) as readonly Front[]

/** Every test case of `check` has the axis. */
export const frontOf = ({ axes }: { readonly axes: AxisValues }): Front =>
  FRONTS.find((front) => front === axes.front) ?? 'h1'

/** The test case without product and profile: `delivery/chunked/60/h1`. */
export const tailOf = ({ question }: Pick<CellVerdict, 'question'>): string => question.split('/').slice(2).join('/')

/** A criterion on one front. */
export interface OnFront {
  readonly criterion: string
  /** Absent where it does not belong to a front: the state of the proxy. */
  readonly front?: Front
}

/** One string for it, for comparing and grouping. */
export const keyOf = ({ criterion, front }: OnFront): string =>
  front === undefined ? criterion : `${criterion} ${front}`

/** The inverse of `keyOf`. */
export function onFrontOf(key: string): OnFront {
  const [criterion = '', name] = key.split(' ')
  const front = FRONTS.find((one) => one === name)
  return { criterion, ...(front === undefined ? {} : { front }) }
}

/** Each criterion once: `delivery/live`, with its fronts where those are not all of the route's. */
export function sayCriteria(some: readonly OnFront[], fronts: readonly Front[]): string[] {
  return [...Map.groupBy(some, ({ criterion }) => criterion)].map(([criterion, group]) =>
    [criterion, sayFronts(group, fronts)].filter((part) => part !== '').join(' '),
  )
}

/** `over HTTP/2`; '' where it is all fronts of the route, or independent of the front. */
export function sayFronts(some: readonly Pick<OnFront, 'front'>[], fronts: readonly Front[]): string {
  const named = fronts.filter((front) => some.some((one) => one.front === front))
  return named.length === fronts.length ? '' : named.map((front) => FRONT_WORDS[front]).join(' and ')
}

/** One headline where all fronts have the same result, else one for each front. */
export function headlineOf(cells: readonly CellVerdict[], words: AxisWords): string {
  const each = [...Map.groupBy(cells, frontOf)].map(([front, some]) => ({ front, text: headlineFor(some, words) }))
  const groups: { readonly fronts: Front[]; readonly text: string }[] = []
  for (const { front, text } of each) {
    const group = groups.find((one) => isAlike(one.text, text))
    if (group) group.fronts.push(front)
    else groups.push({ fronts: [front], text })
  }
  if (groups.length <= 1) return groups[0]?.text ?? ''
  return groups.map(({ fronts, text }) => `${capital(fronts.map(wordsOf).join(' and '))}: ${small(text)}`).join(' ')
}

const wordsOf = (front: Front): string => FRONT_WORDS[front]
const capital = (text: string): string => `${text[0]?.toUpperCase() ?? ''}${text.slice(1)}`
/** Lower-cases the first letter, except in a word with further capitals. */
const small = (text: string): string =>
  /^[A-Z][a-z]+\b/.test(text) ? `${text[0]?.toLowerCase()}${text.slice(1)}` : text

/** Groups findings of one criterion with the same text, on any fronts, in the order of the first of each group. */
export function alike<T extends OnFront & { readonly actual: string }>(some: readonly T[]): T[][] {
  const groups: T[][] = []
  for (const one of some) {
    const group = groups.find(
      ([first]) => first?.criterion === one.criterion && isAlike(first.actual, one.actual) && first.front !== one.front,
    )
    if (group) group.push(one)
    else groups.push([one])
  }
  return groups
}

/** Matches times and sizes; other numbers, e.g. a status, are not measured. */
const NUMBER = /(?<![\d,])\d[\d,]*(?:\.\d+)?(?= (?:ms|s|min|bytes|[KM]B)\b)/g
/** Share by which two measurements of the same thing may differ. */
const TOLERANCE = 0.05

/** Whether two texts have the same words and nearly the same numbers: then they are two measurements of the same thing. */
export function isAlike(one: string, other: string): boolean {
  if (one === other) return true
  if (one.replace(NUMBER, '#') !== other.replace(NUMBER, '#')) return false
  const [left, right] = [one, other].map((text) => (text.match(NUMBER) ?? []).map((n) => Number(n.replaceAll(',', ''))))
  return (
    left?.every((value, index) => {
      const against = right?.[index] ?? 0
      return Math.abs(value - against) <= TOLERANCE * Math.max(value, against)
    }) ?? false
  )
}
