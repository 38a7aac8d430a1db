import { spawn, spawnSync } from 'node:child_process'
import { createParser, type EventSourceMessage } from 'eventsource-parser'

/** For tests: why a program cannot be used here; '' if it can. */
export function missing(program: string): string {
  return spawnSync(program, ['--version']).status === 0 ? '' : `there is no ${program}`
}

/** For tests: a program that prints the event stream it reads. */
export interface ReadingProgram extends Disposable {
  /** Resolves once it has printed the first block, which every stream begins with: it is subscribed then. */
  readonly subscribed: Promise<void>
  /** Resolves once it has printed so many events; rejects when it ends before. */
  printed(atLeast: number): Promise<EventSourceMessage[]>
  /** Resolves with its exit code. */
  readonly ended: Promise<number | null>
}

/** For tests: starts it, and reads what it prints as it prints it. */
export function readingProgram(program: string, args: readonly string[]): ReadingProgram {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const events: EventSourceMessage[] = []
  const checks = new Set<() => void>()
  let blocks = 0
  const parser = createParser({ onEvent: (event) => void events.push(event), onRetry: () => void blocks++ })
  child.stdout.setEncoding('utf8').on('data', (text) => {
    parser.feed(text)
    for (const check of checks) check()
  })
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve(code))
  })
  ended.catch(() => {}) // told to whoever waits
  const until = (test: () => boolean) =>
    new Promise<void>((resolve, reject) => {
      const check = () => {
        if (!test()) return
        checks.delete(check)
        resolve()
      }
      checks.add(check)
      check()
      ended.then((code) => reject(new Error(`${program} ended with ${code}`)), reject)
    })
  return {
    subscribed: until(() => blocks > 0),
    printed: (atLeast) => until(() => events.length >= atLeast).then(() => events),
    ended,
    [Symbol.dispose]: () => void child.kill('SIGKILL'),
  }
}
