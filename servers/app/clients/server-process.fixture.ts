import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import type { ServerOptions } from '../options.ts'

/** One line of the server's log. */
interface Logged {
  readonly event: string
  readonly [detail: string]: unknown
}

/** For tests: the application as a process that can be killed and started again on the same address. */
export interface ServerProcess extends AsyncDisposable {
  readonly url: string
  /** The lines of all its starts. */
  readonly logged: readonly Logged[]
  /** Resolves once the process has exited, with its exit code; null where a signal ended it. */
  kill(signal: NodeJS.Signals): Promise<number | null>
  /** Resolves once it listens again. @param changed options that are different from then on */
  start(changed?: Partial<ServerOptions>): Promise<void>
  publish(type: string, data: unknown): Promise<void>
  /** Resolves with the first line of the log, from the line `from` on, that satisfies the test. */
  untilLogged(test: (line: Logged) => boolean, from?: number): Promise<Logged>
}

/** ms; fast, but slow enough that a page's rows can be read before they are replaced. */
export const PACES = { time: 10, notifications: 20, update: 10, heartbeat: 30, token: 2, stocks: 100 }

/**
 * Where there are enough loopback addresses, each test worker has its own, so that no other process takes the port while the
 * server is stopped.
 */
const HOST = process.platform === 'linux' ? `127.77.${(process.pid >> 8) & 255}.${process.pid & 255}` : '127.0.0.1'

/** Starts it with a fast pace: clients wait 50 ms before they reconnect. */
export async function serverProcess(options: Partial<ServerOptions> = {}): Promise<ServerProcess> {
  const logged: Logged[] = []
  const checks = new Set<() => void>()
  let port = 0
  let child: ChildProcess | undefined

  const untilLogged = (test: (line: Logged) => boolean, from = 0) =>
    new Promise<Logged>((resolve) => {
      const check = () => {
        const found = logged.slice(from).find(test)
        if (found === undefined) return
        checks.delete(check)
        resolve(found)
      }
      checks.add(check)
      check()
    })
  let settings: Partial<ServerOptions> = { host: HOST, retry: 50, paces: PACES, ...options }
  const start = async (changed: Partial<ServerOptions> = {}) => {
    settings = { ...settings, port, ...changed }
    const from = logged.length
    child = fork(new URL('server-child.fixture.ts', import.meta.url), [JSON.stringify(settings)], {
      execArgv: [],
      stdio: 'inherit',
    })
    child.on('message', (line) => {
      logged.push(line as Logged)
      for (const check of checks) check()
    })
    const gone = once(child, 'exit').then(([code]) => Promise.reject(new Error(`the server ended with ${code}`)))
    const { url } = await Promise.race([untilLogged(({ event }) => event === 'listening', from), gone])
    gone.catch(() => {}) // it may exit from here on
    port = Number(new URL(String(url)).port)
  }
  const kill = async (signal: NodeJS.Signals) => {
    if (!child || child.exitCode !== null || child.signalCode !== null) return null
    const exit = once(child, 'exit')
    child.kill(signal)
    const [code] = await exit
    return code as number | null
  }
  await start()
  const url = `http://${HOST}:${port}`
  return {
    url,
    logged,
    kill,
    start,
    untilLogged,
    async publish(type, data) {
      const response = await fetch(`${url}/api/notifications`, { method: 'POST', body: JSON.stringify({ type, data }) })
      if (!response.ok) throw new Error(`publishing got ${response.status}: ${await response.text()}`)
    },
    async [Symbol.asyncDispose]() {
      await kill('SIGKILL')
    },
  }
}
