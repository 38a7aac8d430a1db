import { resolve } from 'node:path'
import { Command } from 'commander'
import { finish } from '../finish.ts'
import { formatOption } from '../formats.ts'
import { judgeRun } from '../judge.ts'
import { type DetailOptions, detailOptions, partsOption, type WithParts } from '../options.ts'
import { RUN_FORMATS, type RunFormatOptions, runWriter } from '../run-output.ts'
import { startSteps } from '../steps.ts'

export function judgeCommand(): Command {
  const command = new Command('judge')
    .description("make a run's verdicts and report again, from its files, without running a proxy")
    .argument('<run>', 'folder of the run')
    .addOption(partsOption())
  for (const option of [...detailOptions(), formatOption(RUN_FORMATS)]) command.addOption(option)
  return command.action(async (folder: string, options: WithParts & DetailOptions & RunFormatOptions) => {
    const write = await runWriter(options)
    const steps = options.quiet ? undefined : startSteps(process.stderr)
    try {
      const { report, unreadable } = await judgeRun(folder, options.parts, steps?.step)
      steps?.done()
      await finish({ report, folder: resolve(folder), notDone: unreadable, write })
    } finally {
      steps?.done()
    }
  })
}
