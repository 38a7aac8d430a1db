import { Command } from 'commander'
import { provision } from '../../builds/provision.ts'
import { compileCode } from '../../diagnose/compiled-code.ts'
import { adaptersOf, loadProducts } from '../../matrix/catalog.ts'
import { CACHE } from '../../matrix/folders.ts'
import { complain, printLines } from '../print.ts'

export const setupCommand = (): Command =>
  new Command('setup')
    .description('bring proxies to this machine: what is on PATH, else unpacked Debian packages, else images')
    .action(async () => {
      const found = await provision({ adapters: adaptersOf(await loadProducts()), cache: CACHE, onProgress: complain })
      await compileCode(CACHE)
      printLines(found.map((file) => `ready: ${file}`))
    })
