/** Runs the application as a process: started by a shell command in its own process group, ready when it responds, stopped at the end. */
import { spawn } from 'node:child_process'
import { connect } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import type { Application } from '../../servers/relay/application.ts'
import type { Ms } from '../model/index.ts'
import { SseCompatError } from '../model/index.ts'
import { redactShapes } from '../redact/secret-shapes.ts'
import { register } from '../runtimes/disposal.ts'
import { within } from '../wire/within.ts'
import { guardGroup } from './group-guard.ts'
import { listeningPorts } from './listening-ports.ts'

const PATIENCE: Ms = 60_000
const BETWEEN_TRIES: Ms = 50
/** Time from SIGTERM to SIGKILL. */
const GRACE: Ms = 2000
/** Maximum length of its stored output (characters). */
const MAX_OUTPUT = 4000

export interface StartedApplication extends AsyncDisposable {
  /** A line for people where it exits within this time (ms) without having been stopped. */
  ended(patience: Ms): Promise<string | undefined>
}

/** @throws SseCompatError `app-not-started`, with the last lines that it printed; `port-in-use` where another program already listens */
export async function startApplication(
  line: string,
  { host, port }: Application,
  signal: AbortSignal,
): Promise<StartedApplication> {
  if (await listens(host, port)) {
    throw new SseCompatError(
      'port-in-use',
      `something listens on ${host}:${port} already, so --command was not started`,
      {
        advice: 'stop it, or leave --command out',
      },
    )
  }
  const child = spawn('/bin/sh', ['-c', line], { detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
  const unguard = child.pid === undefined ? () => {} : guardGroup(child.pid)
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (bytes: Buffer) => {
      output = (output + bytes.toString('utf8')).slice(-MAX_OUTPUT)
    })
  }
  let isStopping = false
  const exited = new Promise<string>((resolve) => {
    child.on('exit', (code, by) => resolve(by === null ? `exit code ${code}` : `killed by ${by}`))
    child.on('error', (error) => resolve(error.message))
  })
  const kill = (how: NodeJS.Signals): void => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, how)
    } catch {
      // The group has already ended.
    }
  }
  let stopping: Promise<void> | undefined
  const stop = async (): Promise<void> => {
    isStopping = true
    unregister()
    kill('SIGTERM')
    const grace = new AbortController()
    await Promise.race([exited, pause(GRACE, undefined, { signal: grace.signal }).catch(() => {})])
    grace.abort()
    // Processes that it started are still in its group.
    kill('SIGKILL')
    await exited
    unguard()
    child.stdout.destroy()
    child.stderr.destroy()
  }
  const dispose = (): Promise<void> => (stopping ??= stop())
  const unregister = register({ dispose, disposeNow: () => kill('SIGKILL') })
  const deadline = performance.now() + PATIENCE
  let ended: string | undefined
  void exited.then((how) => {
    ended = how
  })
  while (!(await listens(host, port))) {
    if (ended === undefined && performance.now() < deadline && !signal.aborted) {
      await pause(BETWEEN_TRIES)
      continue
    }
    const ports = child.pid === undefined ? [] : listeningPorts(child.pid)
    // To stop it ends it as well.
    const how = ended
    await dispose()
    const why =
      how === undefined
        ? `did not listen on ${host}:${port} within ${PATIENCE / 1000} s`
        : `ended before it listened on ${host}:${port} (${how})`
    throw new SseCompatError('app-not-started', `the command ${why}${printed(output)}`, {
      advice: adviceFor(how, ports),
    })
  }
  const died = exited.then((how) =>
    isStopping ? new Promise<string>(() => {}) : `the application ended by itself: ${how}${printed(output)}`,
  )
  return {
    ended: async (patience) => ((await within(patience, died)) ? await died : undefined),
    [Symbol.asyncDispose]: dispose,
  }
}

/** The last lines of what the command printed. A report is shared. */
function printed(output: string): string {
  const last = redactShapes(output).trim().split('\n').slice(-3).join(' | ')
  return last === '' ? '' : `; it printed: ${last}`
}

/** @param ended how it ended; undefined where it runs @param ports on which it listens */
function adviceFor(ended: string | undefined, ports: readonly number[]): string {
  if (ended === 'exit code 127') return 'is the command spelled correctly, and can the shell find it?'
  if (ended === 'exit code 0')
    return 'let it stay in the foreground until it is stopped, or start the application yourself and leave --command out'
  if (ended !== undefined)
    return 'run the command by itself, and mend what ends it: a missing setting, or a port that is taken?'
  return ports.length === 0
    ? 'does it start the application on the port of --url?'
    : `it listens on port ${ports.join(', ')}: give that in --url, if it is the application’s`
}

/** Whether a program accepts connections on this address. */
function listens(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port })
    const done = (is: boolean): void => {
      socket.destroy()
      resolve(is)
    }
    socket.on('connect', () => done(true))
    socket.on('error', () => done(false))
    socket.setTimeout(1000, () => done(false))
  })
}
