/** The end of the report: how to reproduce it (environment, time, command). */
import { type Report, type Skipped, sayNarrowed } from '../../../harness/model/index.ts'
import { blocks, code, duration, oneLine, plural, prose, table } from './text.ts'

export function closing({ run, environment, timing, skipped, cells, controls }: Report): string {
  const command = oneLine(environment.command, Number.POSITIVE_INFINITY)
  const again = timing.retried === 0 ? 'none' : plural(timing.retried, 'test case')
  return blocks([
    ...(skipped === undefined ? [] : skippedPart(skipped)),
    '## How to reproduce',
    ['```sh', command, '```'].join('\n'),
    table(
      ['', ''],
      [
        ['run', code(run)],
        ['tool', prose(`${environment.tool}, Node ${environment.node}`)],
        ['machine', prose(`${environment.system}, ${plural(environment.cores, 'core')}`)],
        ['runtime', prose(`${environment.runtime}, ${environment.network}`)],
        ...environment.builds.map(({ id, origin }) => [code(id), prose(origin)]),
        [
          'time',
          `${duration(timing.wall)}; lower bound ${duration(timing.lowerBound)} ` +
            `(${plural(cells.length, 'test case')} and ${plural(controls.length, 'control')}, ${duration(timing.sumOfCells)} in total, ` +
            `longest ${duration(timing.longestCell)}, ${plural(timing.slots, 'slot')})`,
        ],
        [
          'sse-compat itself delayed',
          `${duration(timing.stallTime)} in total, by a busy machine (event-loop stalls of 30 ms or more)`,
        ],
        ['retried (inconclusive)', again],
      ],
    ),
  ])
}

/** Why not everything ran, and how to run the rest. */
const skippedPart = (skipped: Skipped): string[] => [
  '## Skipped by default',
  `${plural(skipped.cases, 'further test case')} did not run: ${plural(skipped.scenarios.length, 'scenario')} (${skipped.scenarios.map(code).join(', ')}), and axis values that add little:`,
  sayNarrowed(skipped)
    .map((line) => `- ${prose(line)}`)
    .join('\n'),
  ['Everything:', '', '```sh', oneLine(skipped.command, Number.POSITIVE_INFINITY), '```'].join('\n'),
]
