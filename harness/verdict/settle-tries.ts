/**
 * Several tries of one test case → one finding for each criterion. A result that does not repeat is inconclusive; a number is the
 * median of its tries. Pure.
 */
import type { Finding, Measure } from '../model/index.ts'
import { noisy, sayBytes, sayMs } from '../trace/facts.ts'
import type { Judged } from './judge.ts'

/** A spread below this share of the value is not reported. */
const SAME = 0.1

/** @param tries the findings of each try; empty for a try without findings */
export function settle(tries: readonly (readonly Judged[])[]): Judged[] {
  const [first = []] = tries.filter(({ length }) => length > 0)
  return first.map(({ criterion }) => {
    const found = tries.flatMap((one) => one.filter((judged) => judged.criterion.id === criterion.id))
    return { criterion, finding: settled(found.map(({ finding }) => finding)) }
  })
}

/** Criteria that decide a grade and failed in one try only: they are not settled yet. */
export function seenOnce(tries: readonly (readonly Judged[])[]): string[] {
  const failing = tries.flat().filter(({ criterion, finding }) => {
    return criterion.kind !== 'informative' && finding.outcome === 'fail'
  })
  return [...Map.groupBy(failing, ({ criterion }) => criterion.id)].flatMap(([id, { length }]) =>
    length > 1 ? [] : [id],
  )
}

function settled(findings: readonly Finding[]): Finding {
  const [first] = findings
  if (first === undefined) return noisy('there was no try')
  if (findings.length === 1) return first
  const sound = findings.filter(({ outcome }) => outcome !== 'noisy')
  const judged = sound.filter(({ outcome }) => outcome !== 'not-applicable')
  const failing = judged.filter(({ outcome }) => outcome === 'fail')
  if (sound.length === 0) return findings.at(-1) ?? first
  if (judged.length === 0) return sound[0] ?? first
  if (failing.length > 0 && failing.length < sound.length) {
    return noisy(`fails in ${failing.length} of ${sound.length} runs: ${typical(failing).actual}`)
  }
  const classes = [...Map.groupBy(judged, ({ outcome, observed }) => `${outcome} ${observed}`).values()]
  const [most = judged, next = []] = classes.sort((a, b) => b.length - a.length)
  // The order of the tries does not decide which of two values is right.
  if (most.length === next.length && most[0]?.outcome === 'measured') {
    return noisy(`differs between runs: ${[most, next].map((one) => typical(one).actual).join('; ')}`)
  }
  return typical(most)
}

/**
 * The median by the time after which the stream was closed, or else by the first number; of two the smaller one, since a busy
 * machine only makes waits longer.
 */
function typical(findings: readonly Finding[]): Finding {
  const numbered = findings.filter(({ measures }) => Object.keys(measures).length > 0)
  const sorted = (numbered.length > 0 ? numbered : findings).toSorted((a, b) => firstOf(a) - firstOf(b))
  const middle = sorted[(sorted.length - 1) >> 1]
  if (middle === undefined) throw new Error('no finding to choose from')
  if (sorted.length === 1) return middle
  const measures = Object.fromEntries(
    Object.entries(middle.measures).map(([name, measure]) => [name, withSpread(name, measure, sorted)]),
  )
  return { ...middle, actual: `${middle.actual}${spreadOf(Object.values(measures)[0])}`, measures }
}

const firstOf = ({ measures }: Finding): number => (measures.cutAfter ?? Object.values(measures)[0])?.value ?? 0

function withSpread(name: string, measure: Measure, tries: readonly Finding[]): Measure {
  const values = tries.flatMap(({ measures }) => measures[name]?.value ?? [])
  return { ...measure, spread: { least: Math.min(...values), most: Math.max(...values), tries: values.length } }
}

function spreadOf(measure: Measure | undefined): string {
  if (measure?.spread === undefined) return ''
  const { least, most, tries } = measure.spread
  if (most - least <= Math.abs(measure.value) * SAME) return ''
  const say = (value: number): string => {
    if (measure.unit === 'ms') return sayMs(value)
    return measure.unit === 'bytes' ? sayBytes(value) : String(value)
  }
  return ` (${tries} runs: ${say(least)} to ${say(most)})`
}
