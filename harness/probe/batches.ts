/** Which parts of a stream arrived together, and in which intervals. Pure. */
import type { ClientFact, Ms } from '../model/index.ts'
import type { Batch } from './observation.ts'

/** Segments of one write arrive within this time, even over a network that splits them. */
const TOGETHER: Ms = 5

export function batchesOf(facts: readonly ClientFact[], start: Ms): Batch[] {
  const batches: { after: Ms; last: Ms; bytes: number; events: number; comments: number }[] = []
  for (const fact of facts) {
    const open = batches.at(-1)
    if (fact.fact === 'body') {
      if (open !== undefined && fact.t - start - open.last < TOGETHER) {
        open.bytes += fact.bytes
        open.last = fact.t - start
      } else {
        const after = fact.t - start
        batches.push({ after, last: after, bytes: fact.bytes, events: 0, comments: 0 })
      }
    }
    if (open === undefined && fact.fact !== 'body') continue
    const current = batches.at(-1)
    if (fact.fact === 'event' && current !== undefined) current.events += 1
    if (fact.fact === 'comment' && current !== undefined) current.comments += 1
  }
  return batches.map(({ after, bytes, events, comments }) => ({ after, bytes, events, comments }))
}

export type Cadence =
  | { readonly is: 'too-few'; readonly events: number }
  | { readonly is: 'single'; readonly events: number; readonly gap: Ms }
  /** `step`: what is constant from one group to the next. */
  | { readonly is: 'groups'; readonly size: number; readonly gap: Ms; readonly bytes: number; readonly step: Step }
type Step = 'bytes' | 'time' | 'both' | 'neither'

const FEW = 4
/** Groups of equal size differ by less than this share. */
const EQUAL = 0.15

/**
 * How events arrive after the first batch, which may be a backlog that the application sends in one piece.
 * @param isOver the last batch was flushed by the end of the stream, and may have any size
 */
export function cadenceOf(batches: readonly Batch[], isOver: boolean): Cadence {
  const later = batches.slice(1, isOver ? -1 : undefined).filter(({ events }) => events > 0)
  const events = later.reduce((sum, one) => sum + one.events, 0)
  if (events < FEW || later.length < 2) return { is: 'too-few', events }
  const times = batches.filter((one) => one.events > 0).map(({ after }) => after)
  const gaps = later.map(({ after }) => after - (times[times.indexOf(after) - 1] ?? 0))
  const gap = median(gaps)
  const grouped = later.filter((one) => one.events > 1)
  if (grouped.length * 2 < later.length) return { is: 'single', events, gap }
  const sizes = later.map(({ bytes }) => bytes)
  const [bySize, byTime] = [isSteady(sizes), isSteady(gaps)]
  const step = bySize ? (byTime ? 'both' : 'bytes') : byTime ? 'time' : 'neither'
  return { is: 'groups', size: median(later.map((one) => one.events)), gap, bytes: median(sizes), step }
}

export function median(some: readonly number[]): number {
  const sorted = some.toSorted((a, b) => a - b)
  const middle = sorted.length / 2
  const [low = 0, high = 0] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]]
  return (low + high) / 2
}

const isSteady = (some: readonly number[]): boolean => {
  const middle = median(some)
  return some.every((one) => Math.abs(one - middle) <= EQUAL * middle)
}
