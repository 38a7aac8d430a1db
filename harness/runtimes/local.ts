/** Proxies as processes on this machine, each in its own process group, folder and loopback address. */

import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { limited, type PlainCommand } from '../isolation/enclosed-proxy.ts'
import type { Address, BuildFacts, Ms, Prepared, Runtime, Site, StartRequest } from '../model/index.ts'
import { SseCompatError } from '../model/index.ts'
import { type AddressBlock, claimAddressBlock, freePort } from './address-block.ts'
import { bringUp, ended, type Launched, type Running } from './bring-up.ts'
import { clockOf } from './clock.ts'
import { register } from './disposal.ts'
import { printedText } from './printed-text.ts'
import { runCheck } from './run-check.ts'
import {
  type Access,
  clearFolder,
  giveTo,
  killGroup,
  makeInstanceFolder,
  makeRunFolder,
  NOBODY,
  removeFolder,
  sweepRunFolders,
  writeCertificate,
  writePrepared,
} from './run-folder.ts'
import { startWatchdog, type Watchdog } from './watchdog.ts'

/** Time from the stop signal to SIGKILL. */
const GRACE: Ms = 2000

export interface LocalOptions {
  /** Used instead of a newly claimed block, for tests. */
  readonly block?: AddressBlock
  /** Runs every proxy in its own namespaces. Absent: only under another user, where the request requires that. */
  readonly enclosure?: Enclosure
}

/** How a command is wrapped: see harness/isolation/enclosed-proxy.ts. */
export type Enclosure = (build: BuildFacts, command: PlainCommand, folder: string, infoFd?: number) => PlainCommand

/** File descriptor on which an enclosed proxy's process id is reported. */
const INFO_FD = 3

interface Run {
  readonly folder: string
  readonly watchdog: Watchdog
  readonly asRoot: boolean
  readonly enclosure: Enclosure | undefined
}

/** @throws SseCompatError `port-in-use` when no loopback addresses are available */
export async function startLocal(options: LocalOptions = {}): Promise<Runtime> {
  await sweepRunFolders()
  const block = options.block ?? (await claimAddressBlock())
  const asRoot = process.getuid?.() === 0
  const watchdog = startWatchdog()
  const folder = makeRunFolder(watchdog.watchFolder, asRoot ? NOBODY : undefined)
  const run: Run = { folder, watchdog, asRoot, enclosure: options.enclosure }
  const running: Running = new Set()
  let serial = 0
  let isOver = false

  const dispose = async () => {
    isOver = true
    unregister()
    await Promise.all([...running].map((disposeOne) => disposeOne()))
    await watchdog[Symbol.asyncDispose]()
    await block[Symbol.asyncDispose]()
    removeFolder(folder)
  }
  const unregister = register({ dispose, disposeNow: () => removeFolder(folder) })

  return {
    id: 'local',
    description: `processes on ${block.network}`,
    folder,
    async originSite() {
      const bind = block.next()
      return { bind, reachedAt: (port) => ({ host: bind, port }) }
    },
    async start(request) {
      const host = block.next()
      const listen: Address = { host, port: await freePort(host) }
      const dropped = asRoot && request.unprivileged === true
      const access: Access = asRoot && !dropped ? 'passable' : 'private'
      const directory = await makeInstanceFolder(folder, request.name, ++serial, access)
      const tls = await writeCertificate(directory, request.tls, access)
      const { backend, ownSizes = false, streams } = request
      const known = streams === undefined ? {} : { streams }
      const processLog = join(directory, 'run', 'processes.log')
      const rights = { asRoot: asRoot && !dropped }
      const site: Site = { listen, ...tls, backend, directory, ...rights, ownSizes, processLog, ...known }
      const prepared = request.adapter.prepare(request.config, site, request.build, request.options)
      await writePrepared(directory, prepared, access)
      if (dropped) await giveTo(directory, NOBODY)
      if (isOver) throw ended(request.name)
      const launched = await launch(request, prepared, site, run)
      if (isOver) {
        await launched.dispose(request.adapter.stop)
        throw ended(request.name)
      }
      return bringUp(request, prepared, site, launched, running)
    },
    [Symbol.asyncDispose]: dispose,
  }
}

async function launch(request: StartRequest, prepared: Prepared, site: Site, run: Run): Promise<Launched> {
  const [file = '', ...before] = request.build.exec
  const user = run.asRoot && request.unprivileged ? NOBODY : undefined
  // The caller's environment must not leak into a proxy with a configuration of unknown origin.
  const env = {
    ...(request.unprivileged ? { PATH: process.env.PATH } : process.env),
    ...prepared.env,
    ...clockOf(request),
  }
  const printed = join(site.directory, 'output.log')
  const enclosed = (args: readonly string[], infoFd?: number): PlainCommand => {
    const command = { file, args: [...before, ...args], cwd: site.directory, env }
    if (run.enclosure !== undefined) return run.enclosure(request.build, command, site.directory, infoFd)
    return request.unprivileged ? limited(command) : command
  }
  const identity = user === undefined ? {} : { user }
  const child = await run.watchdog.start(
    run.enclosure === undefined
      ? { ...enclosed(prepared.args), printed, ...identity }
      : { ...enclosed(prepared.args, INFO_FD), printed, ...identity, infoFd: INFO_FD },
  )
  if (child === undefined) {
    await clearFolder(site.directory)
    throw new SseCompatError('cannot-start', `${request.name}: ${file} cannot be started`, {
      advice: `is it there, and executable${user === undefined ? '' : ' for everybody, with all folders above it'}?`,
    })
  }
  const { exited, group } = child
  let lastLogs: string | undefined
  const logs = () => {
    if (lastLogs !== undefined) return lastLogs
    return printedText(printed)
  }
  const processLog = () => printedText(site.processLog ?? '')
  let disposal: Promise<void> | undefined
  const stop = async (signal: NodeJS.Signals) => {
    const grace = new AbortController()
    child.kill(signal)
    await Promise.race([exited, pause(GRACE, undefined, { signal: grace.signal }).catch(() => {})])
    grace.abort()
    // Also ends workers that a master may have left behind.
    killGroup(group, 'SIGKILL')
    await exited
    lastLogs = logs()
    run.watchdog.forgetGroup(group)
    await clearFolder(site.directory)
  }
  return {
    address: site.listen,
    exited,
    logs,
    processLog,
    async signal(signal) {
      child.kill(signal)
    },
    dispose(signal) {
      disposal ??= stop(signal)
      return disposal
    },
    disposeNow: () => killGroup(group, 'SIGKILL'),
    check: (args) => runCheck(enclosed(args), user),
  }
}
