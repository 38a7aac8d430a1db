/** What `check` asks: by default the questions that people ask (see answers.ts), within some seconds; with `--all` the rest too. */
import type { Scenario } from '../model/index.ts'
import { CAPACITY } from './search/capacity.ts'

/** One scenario or two for each question; every one of them is over within ten seconds. */
const BY_DEFAULT: readonly string[] = [
  'delivery',
  'heartbeat',
  'idle-cut',
  'compression',
  'client-leaves-busy',
  'client-leaves-silent',
  'resume',
  'shared-stream',
  'reload',
  'reload-deadline',
]

/**
 * About this project's own application, another protocol, or error pages, whose files are not here: no question to somebody's
 * configuration. What needs a browser is none either, and what needs a crowd is asked for itself: see capacity.ts.
 */
const NEVER: readonly string[] = ['application', 'websocket', 'proxy-error']

export function askedOf(scenarios: readonly Scenario[], all: boolean): readonly Scenario[] {
  return scenarios.filter((scenario) => isAsked(scenario) && (all || BY_DEFAULT.includes(scenario.id)))
}

/** Those that only `--all` asks. */
export function leftOut(scenarios: readonly Scenario[]): readonly Scenario[] {
  return scenarios.filter(
    (scenario) => scenario.id === CAPACITY || (isAsked(scenario) && !BY_DEFAULT.includes(scenario.id)),
  )
}

const isAsked = ({ id, load }: Scenario): boolean => load !== 'heavy' && !NEVER.includes(id)
