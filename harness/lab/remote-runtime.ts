/** A running chain as a runtime: nothing is started, and its only instance is the URL's server. */
import type { Adapter, Instance, Prepared, Runtime } from '../model/index.ts'
import type { LabTarget } from './control.ts'
import type { RemoteOrigin } from './remote-origin.ts'

const NEVER = /$^/

/** Prepares nothing, because the harness does not configure the chain. */
export const CHAIN_ADAPTER: Adapter = {
  product: 'unknown',
  title: 'The chain',
  executables: [],
  packages: [],
  images: [],
  moduleFolders: [],
  dataFolders: [],
  versionArgs: [],
  readBuild: () => undefined,
  prepare: () => {
    throw new Error('a chain that runs elsewhere is not configured here')
  },
  profileExtension: '',
  readRefusal: () => ({ message: '' }),
  addressInUse: NEVER,
  capabilities: { fronts: ['h1', 'h1+tls', 'h2+tls'] },
  stop: 'SIGTERM',
}

export function remoteRuntime(target: LabTarget, origin: RemoteOrigin): Runtime {
  const path = decodeURI(target.target.replace(/[?#].*$/, '').replace(/\/*$/, '/'))
  const prepared: Prepared = {
    files: {},
    folders: [],
    args: [],
    env: {},
    checkArgs: [],
    replaced: [],
    path,
    host: target.host,
    settings: { timers: [] },
  }
  const instance: Instance = {
    address: target.address,
    ...(target.tls === undefined ? {} : { tls: target.tls }),
    ownClock: true,
    jitter: () => origin.jitter(),
    logs: () => '',
    crash: () => undefined,
    signal: () => Promise.reject(new Error('a chain that runs elsewhere takes no signal')),
    died: origin.lost,
    answers: () => origin.answers(),
    [Symbol.asyncDispose]: async () => {},
  }
  return {
    id: 'remote',
    description: `a chain, reached at ${target.url}`,
    // For the control, which has no chain.
    originSite: async () => ({ bind: '127.0.0.1', reachedAt: (port) => ({ host: '127.0.0.1', port }) }),
    start: async () => ({ instance, prepared }),
    [Symbol.asyncDispose]: async () => {},
  }
}
