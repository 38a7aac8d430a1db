import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

export interface Readers extends Disposable {
  readonly pid: number
  /** Opens a stream for each path, and resolves once each has begun. */
  open(host: string, port: number, paths: readonly string[]): Promise<void>
  /** Closes all of them. */
  leave(): Promise<void>
}

/** For tests: clients in a separate process. @param under a command that runs it, e.g. `unshare` */
export async function readers(under: readonly string[]): Promise<Readers> {
  const [execPath = '', ...before] = [...under, process.execPath]
  const file = fileURLToPath(new URL('readers-child.fixture.ts', import.meta.url))
  const child = fork(file, [], { execPath, execArgv: before })
  const gone = once(child, 'exit').then(([code]) => Promise.reject(new Error(`the clients ended with ${code}`)))
  gone.catch(() => {}) // the test ends them
  const answer = async () => void (await Promise.race([once(child, 'message'), gone]))
  const tell = (what: object | string) => {
    child.send(what)
    return answer()
  }
  await answer()
  return {
    pid: child.pid as number,
    open: (host, port, paths) => tell({ host, port, paths }),
    leave: () => tell('leave'),
    [Symbol.dispose]: () => void child.kill('SIGKILL'),
  }
}
