import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url))

/** For tests: `sse-compat serve` as users start it. */
export interface Served extends AsyncDisposable {
  readonly child: ChildProcess
  /** The lines of its log so far. */
  readonly log: { readonly event: string; readonly [detail: string]: unknown }[]
  /** Resolves with the first line of the log for that event. */
  logged(event: string): Promise<Served['log'][number]>
  /** Resolves once it has exited, with its exit code or the signal that ended it, and its output on standard error. */
  readonly gone: Promise<{ code: number | null; signal: string | null; complaint: string }>
}

export function serve(args: readonly string[], env: Readonly<Record<string, string>> = {}): Served {
  const child = spawn(process.execPath, [MAIN, 'serve', ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const log: Served['log'] = []
  const checks = new Set<() => void>()
  createInterface(child.stdout).on('line', (line) => {
    log.push(JSON.parse(line))
    for (const check of checks) check()
  })
  let complaint = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint += text
  })
  const gone = once(child, 'close').then(([code, signal]) => ({ code, signal, complaint }))
  const logged = (event: string) =>
    new Promise<Served['log'][number]>((resolve, reject) => {
      const check = () => {
        const line = log.find((one) => one.event === event)
        if (line === undefined) return
        checks.delete(check)
        resolve(line)
      }
      checks.add(check)
      check()
      gone.then(() => reject(new Error(`it ended without ${event}; it said: ${complaint}`)))
    })
  return {
    child,
    log,
    logged,
    gone,
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await gone
    },
  }
}
