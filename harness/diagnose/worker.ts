/** Tests the routes of a configuration in a separate process inside namespaces, and exchanges only plain data with it. */
import { existsSync, realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { rootsFolder } from '../builds/local-builds.ts'
import { type Bubblewrap, BWRAP_VARIABLE } from '../isolation/bubblewrap.ts'
import { visibleTo } from '../isolation/enclosed-proxy.ts'
import { startWorker, TEMPORARY } from '../isolation/enclosed-worker.ts'
import { MEMORY } from '../isolation/resource-limits.ts'
import { CACHE, TOP } from '../matrix/folders.ts'
import type { Ms } from '../model/index.ts'
import { SseCompatError } from '../model/index.ts'
import { register } from '../runtimes/disposal.ts'
import { compiledCode } from './compiled-code.ts'
import type { ExaminedRoutes, Job } from './examine-routes.ts'
import type { TellProgress } from './tell-progress.ts'
import { linesOf, type News, readNews } from './worker-news.ts'

/** A message to the worker; one JSON value per line. */
export type Order = { readonly job: Job } | { readonly interrupt: true }

/** Time for the worker to report what was tested until the signal. */
const PATIENCE: Ms = 1500

/** Folders and files of this project that the worker needs; no reports, no history. */
const CODE = ['harness', 'scenarios', 'proxies', 'servers', 'scripts', 'dist', 'package.json']

/** @throws SseCompatError as `examineRoutes`; `worker-ended` where the worker exited without a result */
export async function examineInWorker(
  job: Job,
  bubblewrap: Bubblewrap,
  tell: TellProgress,
  signal: AbortSignal,
): Promise<ExaminedRoutes> {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js'
  const main = fileURLToPath(new URL(`./worker-main.${extension}`, import.meta.url))
  const node = realpathSync(process.execPath)
  const compiled = compiledCode(CACHE)
  await using worker = startWorker({
    bubblewrap,
    command: [node, '--disable-warning=ExperimentalWarning', main],
    visible: [
      node,
      ...codeFolders(),
      ...(compiled === undefined ? [] : [compiled]),
      ...visibleTo(job.chosen.build, rootsFolder(CACHE)),
    ],
    env: {
      PATH: '/usr/sbin:/usr/bin:/sbin:/bin',
      TMPDIR: TEMPORARY,
      HOME: TEMPORARY,
      LANG: 'C.UTF-8',
      // An installed package stores unpacked proxies there.
      XDG_CACHE_HOME: dirname(CACHE),
      ...(compiled === undefined ? {} : { NODE_COMPILE_CACHE: compiled }),
      // The worker searches for bubblewrap again and has to find the same one.
      ...(process.env[BWRAP_VARIABLE] === undefined ? {} : { [BWRAP_VARIABLE]: process.env[BWRAP_VARIABLE] }),
    },
  })
  const unregister = register({
    dispose: async () => worker[Symbol.asyncDispose](),
    disposeNow: () => worker.kill(),
  })
  const order = (line: Order) => worker.process.stdin?.write(`${JSON.stringify(line)}\n`)
  const interrupt = () => {
    order({ interrupt: true })
    // A worker that is parsing a large configuration does not react to the message.
    setTimeout(() => void worker[Symbol.asyncDispose](), PATIENCE).unref()
  }
  signal.addEventListener('abort', interrupt, { once: true })
  try {
    order({ job })
    if (signal.aborted) interrupt()
    let result: ExaminedRoutes | undefined
    if (worker.process.stdout !== null) {
      for await (const line of linesOf(worker.process.stdout)) {
        const news = readNews(line)
        if ('tell' in news) tell(news.tell, news.about)
        // After an interruption twice: what is known then, and when everything has ended, for which there may be no time.
        else if ('done' in news) result = news.done
        else if (result === undefined) throw failure(news.failed)
      }
    }
    if (result !== undefined) return result
    if (signal.aborted) return { routes: [], notes: [], interrupted: true }
    const last = worker.said().trim().split('\n').at(-1) ?? ''
    throw new SseCompatError('worker-ended', `the isolated process ended without a result: ${await worker.ended}`, {
      advice: last || `was it killed for its memory? It may take ${Math.round(MEMORY / 2 ** 20)} MiB`,
    })
  } finally {
    signal.removeEventListener('abort', interrupt)
    unregister()
  }
}

function failure({ code, message, where, advice }: Extract<News, { failed: unknown }>['failed']): Error {
  // Not the user's error: reported as a fault of this tool.
  if (code === 'fault') return new Error(message)
  return new SseCompatError(code, message, {
    ...(where === undefined ? {} : { where }),
    ...(advice === undefined ? {} : { advice }),
  })
}

/** This project's own code, and the packages that it imports: in its folder, or above it where the project is installed. */
function codeFolders(): string[] {
  const packages: string[] = []
  for (let folder = TOP; ; folder = dirname(folder)) {
    const candidate = folder.endsWith('/node_modules') ? folder : join(folder, 'node_modules')
    if (existsSync(candidate)) packages.push(candidate)
    if (folder === dirname(folder)) break
  }
  return [...CODE.map((name) => join(TOP, name)), ...packages]
}
