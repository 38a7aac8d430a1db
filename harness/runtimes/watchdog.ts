/**
 * A small process that starts the run's processes, survives even a SIGKILL of the harness, cleans up after it, and exits. It
 * starts the processes because forking copies page tables: from a harness with a gigabyte, each start blocked its only thread for
 * 20 ms.
 */

import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { withoutInherited } from '../isolation/inherited-descriptors.ts'

export interface Watchdog extends AsyncDisposable {
  /** Starts a process in its own process group, which is killed when the harness has ended; undefined where it cannot be started. */
  start(command: Command): Promise<Child | undefined>
  /** The whole group has ended. */
  forgetGroup(group: number): void
  /** Registers a folder to be removed when the harness has ended. */
  watchFolder(folder: string): void
  /** Registers containers with this label to be removed from the engine at `host` when the harness has ended. */
  watchContainers(host: string, label: string): void
}

export interface Command {
  readonly file: string
  readonly args: readonly string[]
  readonly cwd: string
  readonly env: NodeJS.ProcessEnv
  /** File to which its standard output and error are appended. */
  readonly printed: string
  /** The user that it runs as, and that owns its output. Absent: the harness's own user. */
  readonly user?: number
  /** The command starts the proxy in namespaces, and writes `{"child-pid": n}` to this descriptor: the proxy's process id. */
  readonly infoFd?: number
}

export interface Child {
  readonly pid: number
  /** The process group of the process and its own children. */
  readonly group: number
  /** Resolves with a line for people: `exit code 1`, `killed by SIGSEGV`. */
  readonly exited: Promise<string>
  /** Does nothing where it has ended. */
  kill(signal: NodeJS.Signals): void
}

/** A message to the watchdog; one JSON value per line. */
export type Order =
  | ({ readonly do: 'start'; readonly id: number } & Command)
  | { readonly do: 'forget-group'; readonly group: number }
  | { readonly do: 'watch-folder'; readonly folder: string }
  /** The harness exits in an orderly way: no process is still being started. */
  | { readonly do: 'expect-no-strays' }
  | { readonly do: 'watch-containers'; readonly host: string; readonly label: string }

/** A message from the watchdog, in the same format. Without a pid the process could not be started. */
export type News =
  | { readonly id: number; readonly news: 'started'; readonly pid?: number; readonly group?: number }
  | { readonly id: number; readonly news: 'ended'; readonly how: string }

/** Starts the watchdog in its own session, so that Ctrl-C on the terminal does not reach it. Disposing makes it clean up and exit. */
export function startWatchdog(): Watchdog {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js'
  const main = fileURLToPath(new URL(`./watchdog-main.${extension}`, import.meta.url))
  const child = spawn(process.execPath, [main], { detached: true, stdio: withoutInherited('pipe', 'pipe', 'ignore') })
  const { stdin, stdout } = child
  if (stdin === null || stdout === null) throw new Error('a process without pipes')
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve())
    child.once('error', () => resolve())
  })
  child.unref()
  // If somebody kills the watchdog, the run must not fail.
  stdin.on('error', () => {})
  const order = (line: Order) => stdin.write(`${JSON.stringify(line)}\n`)
  const children = hear(stdout, ended)
  return {
    start: (command) => children.expect((id) => order({ do: 'start', id, ...command })),
    forgetGroup: (group) => order({ do: 'forget-group', group }),
    watchFolder: (folder) => order({ do: 'watch-folder', folder }),
    watchContainers: (host, label) => order({ do: 'watch-containers', host, label }),
    async [Symbol.asyncDispose]() {
      child.ref()
      order({ do: 'expect-no-strays' })
      stdin.end()
      await ended
    },
  }
}

interface Awaited {
  started(ids: Pick<Child, 'pid' | 'group'> | undefined): void
  ended(how: string): void
}

/** Dispatches each child's news to its listener. None arrives after the watchdog itself has ended. */
function hear(source: Readable, over: Promise<void>) {
  const waiting = new Map<number, Awaited>()
  const socket = source as Readable & { ref(): void; unref(): void }
  let serial = 0
  let isOver = false
  // Waiting for a child keeps the harness alive; the pipe alone does not.
  const forget = (id: number): void => {
    waiting.delete(id)
    if (waiting.size === 0) socket.unref()
  }
  const take = (line: string): void => {
    const news = JSON.parse(line) as News
    const one = waiting.get(news.id)
    if (news.news === 'started') {
      const { pid, group = pid } = news
      one?.started(pid === undefined || group === undefined ? undefined : { pid, group })
      if (pid === undefined) forget(news.id)
    } else {
      one?.ended(news.how)
      forget(news.id)
    }
  }
  createInterface({ input: source }).on('line', take)
  socket.unref()
  void over.then(() => {
    isOver = true
    for (const one of waiting.values()) {
      one.started(undefined)
      one.ended('its starter was killed')
    }
    waiting.clear()
  })
  return {
    async expect(ask: (id: number) => void): Promise<Child | undefined> {
      if (isOver) return undefined
      const id = ++serial
      socket.ref()
      const exited = Promise.withResolvers<string>()
      const started = Promise.withResolvers<Pick<Child, 'pid' | 'group'> | undefined>()
      waiting.set(id, { started: started.resolve, ended: exited.resolve })
      ask(id)
      const ids = await started.promise
      if (ids === undefined) return undefined
      let isGone = false
      void exited.promise.then(() => {
        isGone = true
      })
      return {
        ...ids,
        exited: exited.promise,
        kill(signal) {
          try {
            if (!isGone) process.kill(ids.pid, signal)
          } catch {
            // It has just ended; its news will arrive.
          }
        },
      }
    },
  }
}
