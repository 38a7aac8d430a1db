/** A small process beside the run that outlives even a SIGKILL of the harness, clears up after it, and ends. */

import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

export interface Watchdog extends AsyncDisposable {
  /** Kill this process group when the harness is gone. */
  watchGroup(group: number): void
  /** It has ended by itself. */
  forgetGroup(group: number): void
  /** Remove this folder when the harness is gone. */
  watchFolder(folder: string): void
  /** Remove containers with this label from the engine at `host` when the harness is gone. */
  watchContainers(host: string, label: string): void
}

/** What goes down the pipe, one JSON value a line. */
export type Order =
  | { readonly do: 'watch-group' | 'forget-group'; readonly group: number }
  | { readonly do: 'watch-folder'; readonly folder: string }
  /** The harness ends in order: nothing can be on its way. */
  | { readonly do: 'expect-no-strays' }
  | { readonly do: 'watch-containers'; readonly host: string; readonly label: string }

/** Starts it in a session of its own, so that Ctrl-C on the terminal does not reach it. Disposing it clears up and ends it. */
export function startWatchdog(): Watchdog {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js'
  const main = fileURLToPath(new URL(`./watchdog-main.${extension}`, import.meta.url))
  const child = spawn(process.execPath, [main], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] })
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve())
    child.once('error', () => resolve())
  })
  child.unref()
  // A watchdog that somebody killed must not take the run with it.
  child.stdin.on('error', () => {})
  const order = (line: Order) => child.stdin.write(`${JSON.stringify(line)}\n`)
  return {
    watchGroup: (group) => order({ do: 'watch-group', group }),
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
