import { spawn, spawnSync } from 'node:child_process'
import { createParser, type EventSourceMessage } from 'eventsource-parser'

/** For tests: why a program cannot be used on this machine; '' if it can. */
export function missing(program: string): string {
  return spawnSync(program, ['--version']).status === 0 ? '' : `there is no ${program}`
}

/** For tests: a program that prints the event stream that it reads. */
export interface ReadingProgram extends Disposable {
  /** Resolves once it has printed the first block, with which every stream begins: then it is subscribed. */
  readonly subscribed: Promise<void>
  /** Resolves once it has printed this many events; rejects when it exits before. */
  printed(atLeast: number): Promise<EventSourceMessage[]>
  /** Resolves with its exit code. */
  readonly ended: Promise<number | null>
}

/** For tests: starts the program, and reads its output as it is printed. */
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
  ended.catch(() => {}) // rejects for those who await it
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
