/**
 * A small process beside the run that starts its processes, outlives even a SIGKILL of the harness, clears up after it, and ends.
 * It starts them because forking copies page tables: from a harness of a gigabyte each start took 20 ms of its only thread.
 */

import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'

export interface Watchdog extends AsyncDisposable {
  /** Starts a process in a group of its own, which is killed when the harness is gone; undefined where it cannot be started. */
  start(command: Command): Promise<Child | undefined>
  /** All of the group has ended. */
  forgetGroup(group: number): void
  /** Remove this folder when the harness is gone. */
  watchFolder(folder: string): void
  /** Remove containers with this label from the engine at `host` when the harness is gone. */
  watchContainers(host: string, label: string): void
}

export interface Command {
  readonly file: string
  readonly args: readonly string[]
  readonly cwd: string
  readonly env: NodeJS.ProcessEnv
  /** File that its standard output and error are appended to. */
  readonly printed: string
  /** Whom it runs as, and who owns what it prints; the harness's own user without it. */
  readonly user?: number
  /** It starts the proxy in namespaces of its own, and writes `{"child-pid": n}` to this descriptor: the proxy's process id. */
  readonly infoFd?: number
}

export interface Child {
  readonly pid: number
  /** The process group that it and its own children are in. */
  readonly group: number
  /** Resolves with a line for people: `exit code 1`, `killed by SIGSEGV`. */
  readonly exited: Promise<string>
  /** Nothing where it has ended. */
  kill(signal: NodeJS.Signals): void
}

/** What goes down the pipe, one JSON value a line. */
export type Order =
  | ({ readonly do: 'start'; readonly id: number } & Command)
  | { readonly do: 'forget-group'; readonly group: number }
  | { readonly do: 'watch-folder'; readonly folder: string }
  /** The harness ends in order: nothing can be on its way. */
  | { readonly do: 'expect-no-strays' }
  | { readonly do: 'watch-containers'; readonly host: string; readonly label: string }

/** What comes back, likewise. Without a pid it could not be started. */
export type News =
  | { readonly id: number; readonly news: 'started'; readonly pid?: number; readonly group?: number }
  | { readonly id: number; readonly news: 'ended'; readonly how: string }

/** Starts it in a session of its own, so that Ctrl-C on the terminal does not reach it. Disposing it clears up and ends it. */
export function startWatchdog(): Watchdog {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js'
  const main = fileURLToPath(new URL(`./watchdog-main.${extension}`, import.meta.url))
  const child = spawn(process.execPath, [main], { detached: true, stdio: ['pipe', 'pipe', 'ignore'] })
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve())
    child.once('error', () => resolve())
  })
  child.unref()
  // A watchdog that somebody killed must not take the run with it.
  child.stdin.on('error', () => {})
  const order = (line: Order) => child.stdin.write(`${JSON.stringify(line)}\n`)
  const children = hear(child.stdout, ended)
  return {
    start: (command) => children.expect((id) => order({ do: 'start', id, ...command })),
    forgetGroup: (group) => order({ do: 'forget-group', group }),
    watchFolder: (folder) => order({ do: 'watch-folder', folder }),
    watchContainers: (host, label) => order({ do: 'watch-containers', host, label }),
    async [Symbol.asyncDispose]() {
      child.ref()
      order({ do: 'expect-no-strays' })
      child.stdin.end()
      await ended
    },
  }
}

interface Awaited {
  started(ids: Pick<Child, 'pid' | 'group'> | undefined): void
  ended(how: string): void
}

/** Tells each child's news to who waits for it. Nothing is heard of any once the watchdog itself has ended. */
function hear(source: Readable, over: Promise<void>) {
  const waiting = new Map<number, Awaited>()
  const socket = source as Readable & { ref(): void; unref(): void }
  let serial = 0
  let isOver = false
  // Whoever waits for a child keeps the harness alive; the pipe alone does not.
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
            // It has just ended; the news is on its way.
          }
        },
      }
    },
  }
}
