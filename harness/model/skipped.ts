/** What a run leaves out by default, and how a sentence says it. Pure. */

export interface Skipped {
  /** Test cases that `--all` runs on the same profiles and builds, but this run did not. */
  readonly cases: number
  /** Scenarios that did not run. */
  readonly scenarios: readonly string[]
  /** Scenarios that ran with only some of their axis values. */
  readonly narrowed: readonly {
    readonly scenario: string
    readonly axes: readonly {
      readonly axis: string
      readonly run: readonly string[]
      readonly skipped: readonly string[]
    }[]
    /** What the skipped values would add. */
    readonly why: string
  }[]
  /** The command that runs everything. */
  readonly command: string
}

/** What was skipped and how to run it, for one line of a terminal. */
export const saySkipped = ({ cases, scenarios, command }: Skipped): string =>
  `${plural(cases, 'further test case')} by default, ${plural(scenarios.length, 'scenario')} in whole; everything: ${command}`

/** Shown next to grades: they cover only what ran. */
export const sayPartial = ({ cases, scenarios }: Skipped): string =>
  `Grades are of what ran: ${plural(cases, 'further test case')}, ${plural(scenarios.length, 'scenario')} in whole, ${cases === 1 ? 'is' : 'are'} skipped by default.`

const plural = (count: number, noun: string): string =>
  `${count.toLocaleString('en-US')} ${noun}${count === 1 ? '' : 's'}`

/** One line for each scenario of which only some axis values ran. */
export const sayNarrowed = ({ narrowed }: Skipped): string[] =>
  narrowed.map(({ scenario, axes, why }) => {
    const values = axes.map(({ axis, run, skipped }) => `${axis} ${run.join(', ')} ran, ${skipped.join(', ')} did not`)
    return `${scenario}: ${values.join('; ')}: ${why}`
  })
