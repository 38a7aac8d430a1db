import { Command, Option } from 'commander'
import { COMMAND, REPORTS } from '../../matrix/folders.ts'
import { finish } from '../finish.ts'
import { formatOption } from '../formats.ts'
import { type MergeOptions, mergeArchives } from '../merge.ts'
import { type DetailOptions, detailOptions, partsOption } from '../options.ts'
import { RUN_FORMATS, type RunFormatOptions, runWriter } from '../run-output.ts'
import { startSteps } from '../steps.ts'

export function mergeCommand(): Command {
  const command = new Command('merge')
    .description('make one run and one report of what several machines ran with `run --shard`')
    .argument('<archives...>', 'files that the shards wrote, e.g. shard-1-4.tar.zst')
    .addOption(
      new Option('--reports <folder>', 'where runs are kept').default(
        REPORTS,
        'reports/runs in a clone, else sse-compat-reports',
      ),
    )
    .addOption(partsOption())
  for (const option of [...detailOptions(), formatOption(RUN_FORMATS)]) command.addOption(option)
  return command.action(async (archives: string[], options: MergeOptions & DetailOptions & RunFormatOptions) => {
    const write = await runWriter(options)
    const steps = options.quiet ? undefined : startSteps(process.stderr)
    try {
      const typed = [COMMAND.replace(/ --$/, ''), 'merge', ...archives].join(' ')
      const { report, folder, notDone } = await mergeArchives(archives, options, typed, steps?.step)
      steps?.done()
      // Missing parts are reported for each shard; the merge itself was not interrupted.
      await finish({ report: { ...report, interrupted: false }, folder, notDone, write })
    } finally {
      steps?.done()
    }
  })
}
