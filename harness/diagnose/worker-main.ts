/** The program inside a check's namespaces: reads a job from its standard input, prints news, and exits. */
import { createInterface } from 'node:readline'
import { rootsFolder } from '../builds/local-builds.ts'
import { findBubblewrap } from '../isolation/bubblewrap.ts'
import { enclose, visibleTo } from '../isolation/enclosed-proxy.ts'
import { CACHE } from '../matrix/folders.ts'
import { SseCompatError } from '../model/index.ts'
import { revealSecrets } from '../redact/redact.ts'
import { disposeAll } from '../runtimes/disposal.ts'
import { type Enclosure, startLocal } from '../runtimes/local.ts'
import { type ExaminedRoutes, examineRoutes, type Job } from './examine-routes.ts'
import type { TellProgress } from './tell-progress.ts'
import type { Order } from './worker.ts'
import type { News } from './worker-news.ts'

const interrupt = new AbortController()
const print = (news: News): Promise<void> =>
  new Promise((resolve) => process.stdout.write(`${JSON.stringify(news)}\n`, () => resolve()))

function enclosure(): Enclosure {
  const roots = rootsFolder(CACHE)
  const bubblewrap = findBubblewrap(roots)
  // Required: only bubblewrap isolates the proxy from this process.
  if (bubblewrap === undefined) throw new SseCompatError('no-isolation', 'bubblewrap cannot be seen in the namespaces')
  return (build, command, folder, infoFd) => enclose(bubblewrap, command, visibleTo(build, roots), folder, infoFd)
}

async function work(job: Job): Promise<void> {
  if (job.options.showSecrets) revealSecrets()
  try {
    const enclosed = enclosure()
    const tell: TellProgress = (line, about) => void print({ tell: line, ...(about === undefined ? {} : { about }) })
    const start = () => startLocal({ enclosure: enclosed })
    const onInterrupt = (soFar: ExaminedRoutes): void => void print({ done: soFar })
    await print({ done: await examineRoutes(job, start, tell, interrupt.signal, onInterrupt) })
  } catch (error) {
    const known = error instanceof SseCompatError ? error : undefined
    await print({
      failed: {
        code: known?.code ?? 'fault',
        message: error instanceof Error ? error.message : String(error),
        ...(known?.where === undefined ? {} : { where: known.where }),
        ...(known?.advice === undefined ? {} : { advice: known.advice }),
      },
    })
  }
  await disposeAll()
  process.exit()
}

for await (const line of createInterface({ input: process.stdin })) {
  const order = JSON.parse(line) as Order
  if ('job' in order) void work(order.job)
  else interrupt.abort()
}
