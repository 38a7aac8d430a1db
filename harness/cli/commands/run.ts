import { Command, Option } from 'commander'
import { COMMAND, REPORTS } from '../../matrix/folders.ts'
import { finish } from '../finish.ts'
import { formatOption } from '../formats.ts'
import { interruptible } from '../interrupt.ts'
import { detailOptions, type RunOptions, selectOptions, workersOption } from '../options.ts'
import { run } from '../run.ts'
import { RUN_FORMATS, type RunFormatOptions, runWriter } from '../run-output.ts'

export function runCommand(): Command {
  const command = new Command('run')
    .description('run the matrix, or a selection of it, and write the report')
    .addOption(
      new Option('--reports <folder>', 'where runs are kept').default(
        REPORTS,
        'reports/runs in a clone, else sse-compat-reports',
      ),
    )
  const options = [...selectOptions(), workersOption(), ...detailOptions(), formatOption(RUN_FORMATS)]
  for (const option of options) command.addOption(option)
  return command.action(async (options: RunOptions & RunFormatOptions) => {
    const write = await runWriter(options)
    const typed = [COMMAND, ...process.argv.slice(process.argv[2] === 'run' ? 3 : 2)].join(' ').replace(/ --$/, '')
    const { report, folder, missing } = await run(options, typed, interruptible())
    await finish({ report, folder, notDone: missing, write })
  })
}
