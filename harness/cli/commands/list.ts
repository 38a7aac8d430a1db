import { Command } from 'commander'
import { terminalWidth } from '../../terminal/columns.ts'
import { list } from '../list.ts'
import { partsOption, type WithParts } from '../options.ts'
import { printLines } from '../print.ts'

export const listCommand = (): Command =>
  new Command('list')
    .description('show scenarios, proxies, profiles, builds and runtimes, and which can run here')
    .addOption(partsOption())
    .action(async ({ parts }: WithParts) => printLines(await list(parts, terminalWidth(process.stdout))))
