/** How to read the signs, and how the run was made. */
import { type Skipped, sayNarrowed } from '../../../../harness/model/skipped.ts'
import { LEVEL_WORDS, LEVELS } from '../model/outcome.ts'
import type { ShownReport } from '../model/unpack-report.ts'
import { h, plural } from './dom.ts'
import { levelSign } from './level.ts'

export const legend = (): HTMLElement =>
  h(
    'ul',
    { class: 'legend', 'aria-label': 'Signs' },
    LEVELS.filter((level) => level !== 'error').map((level) =>
      h('li', {}, levelSign(level), h('span', { 'aria-hidden': 'true' }, ` ${LEVEL_WORDS[level]}`)),
    ),
  )

const TERMS: readonly (readonly [term: string, meaning: string])[] = [
  ['works', 'no required and no optional criterion fails, except by a product limitation, which no setting changes'],
  ['degraded', 'only optional criteria fail'],
  ['broken', 'a required criterion fails: an event stream is unusable in this respect'],
  ['refused', 'the proxy rejects the configuration'],
  ['control', 'the same scenario without a proxy, in the same run'],
  [
    'test upstream',
    'the scripted origin behind the proxy. It withholds each event until the client has the one before',
  ],
  ['inconclusive', 'the machine or the control does not allow a verdict'],
]

const skippedPart = (skipped: Skipped): HTMLElement =>
  h(
    'div',
    {},
    h('h3', {}, 'Skipped by default'),
    h(
      'p',
      {},
      `${plural(skipped.cases, 'further test case')} did not run: ${plural(skipped.scenarios.length, 'scenario')} (${skipped.scenarios.join(', ')}), and axis values that add little. Everything:`,
    ),
    h(
      'pre',
      { class: 'command', tabindex: 0, role: 'group', 'aria-label': 'Command that runs everything' },
      skipped.command,
    ),
    h(
      'ul',
      {},
      sayNarrowed(skipped).map((line) => h('li', {}, line)),
    ),
  )

export function howMade({ run, environment, timing, skipped }: ShownReport): HTMLElement {
  const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`
  const facts: readonly (readonly [string, string])[] = [
    ['run', run],
    ['tool', `${environment.tool}, Node ${environment.node}`],
    ['machine', `${environment.system}, ${plural(environment.cores, 'core')}`],
    ['runtime', `${environment.runtime}, ${environment.network}`],
    [
      'time',
      `the test cases ran for ${seconds(timing.wall)}, without what comes before and after them; lower bound ${seconds(timing.lowerBound)}; ${plural(timing.slots, 'slot')}; sse-compat itself delayed ${seconds(timing.stallTime)} in total, by a busy machine (event-loop stalls)`,
    ],
    ['retried (inconclusive)', plural(timing.retried, 'test case')],
  ]
  const list = (entries: typeof facts): HTMLElement =>
    h(
      'dl',
      {},
      entries.map(([term, meaning]) => [h('dt', {}, term), h('dd', {}, meaning)]),
    )
  return h(
    'section',
    { class: 'made' },
    h(
      'div',
      {},
      h('h2', {}, 'How this run was made'),
      h(
        'pre',
        { class: 'command', tabindex: 0, role: 'group', 'aria-label': 'Command of this run' },
        environment.command,
      ),
      list(facts),
      skipped && skippedPart(skipped),
    ),
    h(
      'div',
      {},
      h('h2', {}, 'Terms'),
      list(TERMS),
      h(
        'p',
        {},
        'A pass means that this configuration, on this build, behaved so in this run on one machine. It says nothing about other versions or modules, load that was not tested, networks between the hops, or timeouts that were taken from the configuration and not measured.',
      ),
    ),
  )
}
