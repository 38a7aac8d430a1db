import { Command } from 'commander'
import { proposeExpectations } from '../../verdict/expect/apply-expectations.ts'
import { judgeRun } from '../judge.ts'
import { partsOption, type WithParts } from '../options.ts'
import { printLines } from '../print.ts'
import { startSteps } from '../steps.ts'

export const expectCommand = (): Command =>
  new Command('expect')
    .description("print the expectations that would describe a run's deviations")
    .argument('<run>', 'folder of the run')
    .requiredOption('--propose', 'print them (nothing is written)')
    .addOption(partsOption())
    .action(async (folder: string, { parts }: WithParts) => {
      const steps = startSteps(process.stderr)
      const { report } = await judgeRun(folder, parts, steps.step).finally(steps.done)
      for (const product of new Set(report.cells.map(({ proxy }) => proxy))) {
        const text = proposeExpectations(report.cells.filter(({ proxy }) => proxy === product))
        if (text !== '') printLines([`# proxies/${product}/expect.yaml`, text])
      }
    })
