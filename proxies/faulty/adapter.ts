/**
 * The faulty proxy as a product, so that self-tests use the same runtime and scheduler as any other product. The configuration of
 * a profile is one JSON file of hooks.
 */
import { fileURLToPath } from 'node:url'
import type { Adapter, BuildFacts, Defect, Profile } from '../../harness/model/index.ts'

const SERVE = fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? './serve.ts' : './serve.js', import.meta.url))
const HOOKS = 'hooks.json'
const REMEMBERING = ['mostStreams', 'downAfterFailure']

export const adapter: Adapter = {
  product: 'faulty',
  title: 'The faithful proxy, with one defect',
  executables: [],
  packages: [],
  images: [],
  moduleFolders: [],
  dataFolders: [],
  versionArgs: [],
  readBuild: () => undefined,
  prepare(config, site) {
    const hooks = JSON.parse(config[HOOKS] ?? '{}') as unknown
    return {
      files: { 'config.json': JSON.stringify({ listen: site.listen, tls: site.tls, backend: site.backend, hooks }) },
      folders: [],
      args: [`${site.directory}/config.json`],
      env: {},
      checkArgs: ['--check', `${site.directory}/config.json`],
      replaced: [],
      path: '/sse/',
      host: '',
      settings: { timers: [] },
    }
  },
  readRefusal: (output) => ({ message: output.trim() }),
  addressInUse: /EADDRINUSE/,
  profileExtension: 'conf',
  capabilities: { fronts: ['h1', 'h1+tls', 'h2+tls'], reload: { signal: 'SIGHUP', doneWhen: /reloaded/ } },
  stop: 'SIGTERM',
}

/** The running Node, with the proxy's script. */
export const build: BuildFacts = {
  id: 'faulty-1-self',
  product: 'faulty',
  version: '1',
  source: 'path',
  origin: 'this project',
  exec: [process.execPath, SERVE],
  builtIn: [],
  loadable: {},
  report: '',
  dataDirectory: '',
  // It reads libfaketime's variable itself.
  fakeTime: '',
}

/** The profile that a defect is run as; without a defect: the correct proxy. */
export function profileOf(defect?: Defect): Profile {
  return {
    proxy: 'faulty',
    id: defect?.id ?? 'faithful',
    title: defect?.title ?? 'changes nothing',
    why: 'Every criterion has to catch a proxy that breaks it.',
    source: 'this project',
    // A defect that keeps state between requests would randomly break later test cases.
    tags: defect !== undefined && REMEMBERING.some((hook) => hook in defect.hooks) ? ['capacity'] : [],
    originHeaders: [],
    config: { [HOOKS]: JSON.stringify(defect?.hooks ?? {}) },
    file: 'proxies/faulty',
  }
}
