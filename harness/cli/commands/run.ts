import { join, resolve } from 'node:path'
import { Command, Option } from 'commander'
import { COMMAND, REPORTS } from '../../matrix/folders.ts'
import { packShard } from '../../run/shard-archive.ts'
import { shardFrom, shardName } from '../../run/shards.ts'
import { finish } from '../finish.ts'
import { formatOption } from '../formats.ts'
import { interruptible } from '../interrupt.ts'
import { detailOptions, type RunOptions, selectOptions, shardOption, workersOption } from '../options.ts'
import { fromHere } from '../print.ts'
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
  const options = [...selectOptions(), workersOption(), shardOption(), ...detailOptions(), formatOption(RUN_FORMATS)]
  for (const option of options) command.addOption(option)
  return command.action(async (options: RunOptions & RunFormatOptions) => {
    const write = await runWriter(options)
    const typed = [COMMAND, ...process.argv.slice(process.argv[2] === 'run' ? 3 : 2)].join(' ').replace(/ --$/, '')
    const shard = options.shard ?? shardFrom(process.env)
    const given = shard === undefined ? options : { ...options, shard }
    const { report, folder, missing } = await run(given, typed, interruptible())
    await finish({ report, folder, notDone: missing, write })
    if (shard === undefined) return
    const file = join(resolve(options.reports), `shard-${shard.index}-${shard.count}.tar.zst`)
    await packShard(folder, file)
    process.stderr.write(`archive of shard ${shardName(shard)}: ${fromHere(file)}\n`)
  })
}
