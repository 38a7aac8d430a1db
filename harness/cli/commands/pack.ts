import { resolve } from 'node:path'
import { Command } from 'commander'
import { readRun } from '../../run/report-folder.ts'
import { packRun } from '../../run/run-archive.ts'
import { fromHere, printLines } from '../print.ts'

export const packCommand = (): Command =>
  new Command('pack')
    .description('replace the traces and logs of a run by one archive, for publishing; `judge` reads it')
    .argument('<run>', 'folder of the run')
    .action(async (folder: string) => {
      await readRun(resolve(folder))
      const { file, size } = await packRun(resolve(folder))
      printLines([`packed: ${fromHere(file)} (${(size / 1e6).toFixed(1)} MB)`])
    })
