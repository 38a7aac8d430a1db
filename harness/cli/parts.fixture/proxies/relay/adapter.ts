import { fileURLToPath } from 'node:url'
import type { Adapter } from '../../../../model/index.ts'

export const adapter: Adapter = {
  product: 'relay',
  title: 'A relay of connections',
  executables: [fileURLToPath(new URL('relay.mjs', import.meta.url))],
  packages: [],
  images: [],
  moduleFolders: [],
  dataFolders: [],
  versionArgs: [['--version']],
  readBuild(output) {
    const version = /^relay (\S+)/.exec(output)?.[1]
    return version === undefined ? undefined : { version, builtIn: [] }
  },
  prepare(_, site) {
    const file = `${site.directory}/relay.json`
    return {
      files: { 'relay.json': JSON.stringify({ listen: site.listen, backend: site.backend }) },
      folders: [],
      args: [file],
      env: {},
      checkArgs: ['--check', file],
      replaced: [],
      path: '/sse/',
      host: '',
      settings: { timers: [] },
    }
  },
  readRefusal: (output) => ({ message: output.trim() }),
  addressInUse: /EADDRINUSE/,
  profileExtension: 'conf',
  capabilities: { fronts: ['h1'] },
  stop: 'SIGTERM',
}
