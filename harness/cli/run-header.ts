/** The header of a run: machine and builds, number of test cases, expected duration. Pure. */
import type { Ms, RuntimeId, Scenario } from '../model/index.ts'
import { visible } from '../redact/visible-characters.ts'
import { wrap } from '../terminal/columns.ts'
import { durationText } from '../terminal/duration.ts'

/** Time of one test case on one core; measured on two cores: 1,437 test cases took 81 s, 6,823 took 285 s. */
const MS_PER_CASE = 90

/** Time of the longest scenario. Where the proxies' clock cannot be made faster, those that need one take as much longer. */
export const longestOf = (scenarios: readonly Pick<Scenario, 'longest' | 'clock'>[], runtime: RuntimeId): Ms =>
  Math.max(0, ...scenarios.map(({ longest, clock = 1 }) => longest * (runtime === 'remote' ? clock : 1)))

/** Expected wall time of a run. @param longest time of the longest scenario */
export const expectedTime = (cases: number, cores: number, longest: Ms): Ms =>
  Math.max(longest, (cases * MS_PER_CASE) / Math.max(1, cores))

export interface Header {
  /** `sse-proxy-compat 0.1.0` */
  readonly tool: string
  readonly builds: readonly { readonly product: string; readonly version: string }[]
  readonly runtime: string
  readonly cores: number
  readonly configurations: number
  readonly scenarios: number
  readonly cases: number
  readonly expected: Ms
}

/** Two lines; more on a narrow terminal. */
export function headerLines(header: Header, columns: number): string[] {
  const { tool, builds, runtime, cores, configurations, scenarios, cases, expected } = header
  const versions = builds.map(({ product, version }) => `${product} ${version}`).join(', ')
  const first = [tool, versions, runtime, plural(cores, 'core')].filter((part) => part !== '').join(' · ')
  const second = [
    plural(configurations, 'configuration'),
    plural(scenarios, 'scenario'),
    plural(cases, 'test case'),
    `about ${durationText(Math.max(1000, Math.round(expected / 1000) * 1000))}`,
  ].join(', ')
  return [first, second].flatMap((line) => wrap(visible(line), columns))
}

const plural = (count: number, noun: string): string =>
  `${count.toLocaleString('en-US')} ${noun}${count === 1 ? '' : 's'}`
