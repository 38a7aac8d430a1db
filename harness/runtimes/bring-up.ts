/** From a launched proxy to `Started`; the same code for processes and containers. */

import { setTimeout as pause } from 'node:timers/promises'
import {
  type Address,
  type Instance,
  type Ms,
  type Prepared,
  type Site,
  SseCompatError,
  type Started,
  type StartRequest,
} from '../model/index.ts'
import { whyNotFast } from './clock-check.ts'
import { register } from './disposal.ts'
import { watchCrashes } from './proxy-crashes.ts'
import { untilReacting } from './readiness.ts'
import { recoveryAfterStart } from './recovery-after-start.ts'
import { withUsersFile } from './refused-file.ts'
import { explainFailure } from './start-failure.ts'

/** Maximum time until the first response. Slowest known product: 3 s (Traffic Server). */
const PATIENCE: Ms = 15_000

/** Maximum time until a further response of a running proxy: an Apache whose workers are all occupied starts new ones first. */
const ALIVE_PATIENCE: Ms = 10_000

/** A proxy that was just launched, in whatever runtime. */
export interface Launched {
  readonly address: Address
  /** Something else accepts its connections, and closes them while it does not listen: a published port. */
  readonly isForwarded?: boolean
  /** Resolves when it has exited, with a line for people: `exit code 1`, `killed by SIGSEGV`. */
  readonly exited: Promise<string>
  logs(): string
  /** The content of `Site.processLog`. */
  processLog(): string
  signal(signal: NodeJS.Signals): Promise<void>
  /** Stops it by the signal, and by SIGKILL if that is not enough; removes its folder. Never rejects; further calls do nothing. */
  dispose(stop: NodeJS.Signals): Promise<void>
  disposeNow(): void
  /** Runs the configuration test in the same environment. */
  check(args: readonly string[]): Promise<{ readonly accepted: boolean; readonly output: string }>
}

/** Disposal functions of everything that a runtime has running. */
export type Running = Set<() => Promise<void>>

/** The error for a start after the runtime was disposed of. */
export const ended = (name: string): SseCompatError =>
  new SseCompatError('cannot-start', `${name} was not started: everything is being ended`)

/** Waits until it responds, or determines why it does not. Everything that failed has been disposed of on return. */
export async function bringUp(
  request: StartRequest,
  prepared: Prepared,
  site: Site,
  launched: Launched,
  running: Running,
): Promise<Started> {
  const { adapter } = request
  let asked = false
  let disposal: Promise<void> | undefined
  const dispose = () => {
    asked = true
    unregister()
    running.delete(dispose)
    disposal ??= launched.dispose(adapter.stop)
    return disposal
  }
  const unregister = register({ dispose, disposeNow: launched.disposeNow })
  running.add(dispose)
  try {
    const waiting = new AbortController()
    const patience = setTimeout(() => waiting.abort(), PATIENCE)
    const ending = launched.exited.finally(() => waiting.abort())
    const probe = { address: launched.address, prepared, authority: request.tls?.authority }
    const reaction = await untilReacting(probe, waiting.signal, launched.isForwarded !== true)
    const ready = reaction !== 'none'
    clearTimeout(patience)
    if (!ready && asked) throw ended(request.name)
    if (!ready) {
      const failure = await whyNot(request, prepared, site, launched)
      await dispose()
      return failure
    }
    const { clock = 1 } = request
    // A build that reads libfaketime's variable itself (our own) has no preload that could fail.
    const usualClock = clock === 1 || request.build.fakeTime === '' ? undefined : await whyNotFast(probe, clock)
    if (usualClock !== undefined && asked) throw ended(request.name)
    if (usualClock !== undefined) {
      const output = launched.logs()
      await dispose()
      return { failure: 'usual-clock', output, message: usualClock }
    }
    const recovery = recoveryAfterStart(prepared.settings.timers, clock)
    if (recovery > 0) await Promise.race([pause(recovery), ending])
    const died = new Promise<string>((resolve) => {
      void ending.then((how) => {
        if (!asked) resolve(`${request.name} ended by itself: ${how}`)
      })
    })
    const instance: Instance = {
      address: launched.address,
      logs: () => launched.logs(),
      signal: (signal) => launched.signal(signal),
      died,
      crash: watchCrashes(adapter.crashed, () => (adapter.hasProcessLog ? launched.processLog() : launched.logs())),
      // One that responded at its start and closes every connection now is not well.
      answers: async () =>
        (await untilReacting(probe, AbortSignal.timeout(ALIVE_PATIENCE), reaction === 'closes')) !== 'none',
      [Symbol.asyncDispose]: dispose,
    }
    return { instance, prepared }
  } catch (error) {
    await dispose()
    throw error
  }
}

async function whyNot(request: StartRequest, prepared: Prepared, site: Site, launched: Launched): Promise<Started> {
  const { adapter, name } = request
  const ended = await Promise.race([
    launched.exited,
    new Promise<undefined>((resolve) => setImmediate(resolve, undefined)),
  ])
  const output = launched.logs()
  const refusalIn = (printed: string) => {
    const refusal = withUsersFile(adapter.readRefusal(printed, site, request.build), prepared.fileNames)
    return { ...refusal, message: explainFailure(refusal.message, prepared.replaced, site.directory) }
  }
  if (ended === undefined) {
    return {
      failure: 'not-ready',
      late: true,
      output,
      message: `${name} runs, but gave no HTTP answer${request.tls ? ' over TLS' : ''} within ${PATIENCE / 1000} s`,
    }
  }
  if (adapter.refusedAtStart?.test(output)) {
    return { failure: 'refused', output, ...refusalIn(output) }
  }
  const check = await launched.check(prepared.checkArgs)
  // A refused value may have these words too. No configuration test binds an address, so it accepts what only lacks one.
  if (check.accepted && adapter.addressInUse.test(output)) {
    const { host, port } = site.listen
    return {
      failure: 'address-in-use',
      output,
      message: `${name} could not listen on ${host}:${port}: the address is taken`,
    }
  }
  const refusal = refusalIn(check.output)
  // On a machine without free processes the configuration test fails too, without a message.
  if (check.accepted || refusal.message === '') {
    // The output of the start is then the only information about the reason.
    const { message } = refusalIn(output)
    const reason = message === '' ? '' : `: ${message}`
    return { failure: 'not-ready', output, message: `${name} ended before it answered: ${ended}${reason}` }
  }
  return { failure: 'refused', output: check.output, ...refusal }
}
