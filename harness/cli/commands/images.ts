import { Command } from 'commander'
import { makeImages } from '../../builds/images.ts'
import { adaptersOf, loadProducts } from '../../matrix/catalog.ts'
import { CACHE } from '../../matrix/folders.ts'
import { complain, printLines } from '../print.ts'

export const imagesCommand = (): Command =>
  new Command('images')
    .description('make container images out of Debian suites ahead of time, without a registry')
    .argument('[suites...]', 'Debian suites, e.g. bookworm; default: the newest stable one')
    .action(async (suites: string[]) => {
      const adapters = adaptersOf(await loadProducts())
      printLines(await makeImages(suites, { adapters, cache: CACHE, onProgress: complain }))
    })
