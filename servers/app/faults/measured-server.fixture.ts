import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { ServerOptions } from '../options.ts'

export interface MeasuredState {
  /** Number of open streams. */
  readonly open: number
  /** Number of streams closed so far, by reason. */
  readonly left: Readonly<Record<string, number>>
  /** Bytes of heap and external memory after garbage collection; 0 where it was not requested. */
  readonly memory: number
}

export interface MeasuredServer extends Disposable {
  readonly pid: number
  readonly port: number
  state(): Promise<MeasuredState>
  /** Bytes. */
  memory(): Promise<number>
}

/**
 * For tests: the application in a process of its own, so that its memory can be measured.
 * @param under a command that runs it, e.g. `unshare`
 */
export async function measuredServer(
  options: Partial<ServerOptions>,
  under: readonly string[] = [],
): Promise<MeasuredServer> {
  const [execPath = '', ...before] = [...under, process.execPath]
  const file = fileURLToPath(new URL('measured-child.fixture.ts', import.meta.url))
  const child = fork(file, [JSON.stringify({ port: 0, logLevel: 'info', ...options })], {
    execPath,
    execArgv: [...before, '--expose-gc'],
  })
  const gone = once(child, 'exit').then(([code]) => Promise.reject(new Error(`the server ended with ${code}`)))
  gone.catch(() => {}) // the test ends it
  const answer = async () => (await Promise.race([once(child, 'message'), gone]))[0]
  const ask = (what: string) => {
    child.send(what)
    return answer()
  }
  const { port } = await answer()
  return {
    pid: child.pid as number,
    port,
    state: () => ask('state'),
    memory: async () => (await ask('memory')).memory,
    [Symbol.dispose]: () => void child.kill('SIGKILL'),
  }
}
