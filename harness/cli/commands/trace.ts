import { Command, Option } from 'commander'
import { terminalWidth } from '../../terminal/columns.ts'
import { printLines } from '../print.ts'
import { showTrace, type TraceOptions } from '../trace.ts'

export const traceCommand = (): Command =>
  new Command('trace')
    .description('show what was recorded of one test case of a run')
    .argument(
      '<case>',
      '<proxy>/<profile>/<scenario>/<axis values…>, or control/<scenario>/<axis values…>; the beginning of a name lists what it has',
    )
    .option('--run <folder>', 'folder of a run (default: the latest)')
    .addOption(new Option('--try <number>', 'which try of it (default: the last)').argParser(Number))
    .option('--verbose', 'each fact on a line of its own (default: of equal ones in a row the first and the last)')
    .option('--raw', 'as it is recorded: one JSON object a line')
    .action(async (name: string, options: TraceOptions) =>
      printLines(await showTrace(name, { ...options, columns: terminalWidth(process.stdout) })),
    )
