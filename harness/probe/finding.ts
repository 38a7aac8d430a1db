/** The findings of a probe. */
export type Level = 'broken' | 'degraded' | 'unknown' | 'note'

/** Problems that settings of a hop can fix. */
export type Trouble = 'buffered' | 'closed' | 'compressed'

export interface Found {
  /** Stable, for programs: `not-an-event-stream`, `grouped`, … */
  readonly id: string
  readonly level: Level
  /** One sentence without its full stop. */
  readonly says: string
  /** The evidence, or what cannot be determined. */
  readonly because?: string
  /** What to do. */
  readonly advice?: string
  readonly trouble?: Trouble
  /** With a direct URL: a hop between the two URLs causes it, or something behind both. */
  readonly side?: 'between' | 'behind'
  /** Section of a specification, or another source. */
  readonly source?: string
}

export const WHATWG = 'https://html.spec.whatwg.org/multipage/server-sent-events.html'

export const seconds = (ms: number): string =>
  Math.round(ms) < 1000 ? `${Math.round(ms)} ms` : `${ms < 10_000 ? (ms / 1000).toFixed(1) : Math.round(ms / 1000)} s`
