/** Computes results from rounds: medians, and ratios of our server to each peer. Pure. */
import type { Figures } from './measure.ts'
import type { StalledFigures } from './stalled.ts'
import { median } from './statistics.ts'

export type Figure = keyof Figures

/** Peer → its figures in one round. */
export type Round = ReadonlyMap<string, Figures>

export interface Result {
  readonly streams: number
  readonly peers: readonly {
    readonly id: string
    /** Medians over the rounds. */
    readonly figures: Readonly<Partial<Record<Figure, number>>>
    /** Ratio of our server to this one: computed in each round, from figures that were measured one after the other; then the median. */
    readonly ratios: Readonly<Partial<Record<Figure, number>>>
  }[]
}

export interface StalledResult {
  readonly streams: number
  readonly stalled: number
  /** Bytes for each stalled stream. */
  readonly memory: number
  readonly counted: number
  /** p99 of the other clients, relative to that without stalled ones. */
  readonly ratio: number
}

export function resultOf(streams: number, rounds: readonly Round[]): Result {
  const ids = [...(rounds[0]?.keys() ?? [])]
  const over = (id: string, value: (figures: Figures, ours: Figures, figure: Figure) => number | undefined) => {
    const medians: Partial<Record<Figure, number>> = {}
    for (const figure of Object.keys(rounds[0]?.get(id) ?? {}) as Figure[]) {
      const values = rounds.map((round) => value(figuresOf(round, id), figuresOf(round, 'ours'), figure))
      const known = values.filter((each) => each !== undefined)
      if (known.length > 0) medians[figure] = median(known)
    }
    return medians
  }
  const peers = ids.map((id) => ({
    id,
    figures: over(id, (figures, _ours, figure) => figures[figure]),
    ratios: over(id, (figures, ours, figure) => {
      const [mine, other] = [ours[figure], figures[figure]]
      return mine === undefined || !other ? undefined : mine / other
    }),
  }))
  return { streams, peers }
}

export function stalledResultOf(streams: number, stalled: number, rounds: readonly StalledFigures[]): StalledResult {
  return {
    streams,
    stalled,
    memory: median(rounds.map(({ memory }) => memory)),
    counted: median(rounds.map(({ counted }) => counted)),
    ratio: median(rounds.map(({ p99, p99Without }) => p99 / p99Without)),
  }
}

function figuresOf(round: Round, id: string): Figures {
  return round.get(id) as Figures
}
