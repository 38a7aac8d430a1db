/** What a reader needs to trust a report or to repeat it: environment, time, command, and the words used. */
import type { Report } from '../../../harness/model/index.ts'
import { blocks, code, duration, plural, prose, table } from './text.ts'

export function closing({ run, environment, timing }: Report): string {
  const command = environment.command.replace(/\s*\n\s*/g, ' ')
  const again = timing.playedAgain === 0 ? 'none' : plural(timing.playedAgain, 'cell')
  return blocks([
    '## How this was made',
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
          `${duration(timing.wall)} of at least ${duration(timing.lowerBound)} ` +
            `(${plural(timing.cells, 'cell')}, ${duration(timing.sumOfCells)} in all, ` +
            `longest ${duration(timing.longestCell)}, ${plural(timing.slots, 'slot')})`,
        ],
        ['the harness stood still', `for ${duration(timing.stoodStill)} in all, 30 ms or more at a time`],
        ['played again, being noisy', again],
      ],
    ),
    LEGEND,
  ])
}

const LEGEND = `## Words

- **works**: no required and no optimal criterion fails. **works, not at its best**: only optimal ones do. **broken**: a required one fails.
- **required**: without it a stream is of no use. **optimal**: it is usable, and could be better. **informative**: worth knowing, neither good nor bad.
- **control**: the same question without a proxy, on the same machine. **not applicable**: another finding leaves nothing to ask. **noisy**: the machine or the control gave no ground for a verdict.
- **✗** fails; **→** marks the facts on which a finding rests. Times are milliseconds since the cell began, on one clock for client and origin.
- A pass says that this configuration, on this build, did so in this run on one machine. It does not speak for other versions, other modules, load that was not played, networks between the hops, or time limits that were only read.`
