/** Makes the report of a run from the files in its folder, each time it is requested while the run is in progress. */
import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import pLimit from 'p-limit'
import type { Catalog } from '../matrix/catalog.ts'
import { type Report, SseCompatError, type Trace } from '../model/index.ts'
import { inFile } from '../trace/off-heap.ts'
import { factsIn, readTrace } from '../trace/trace-files.ts'
import { packFiles, packName } from '../trace/trace-packs.ts'
import type { Run } from '../verdict/assemble-report.ts'
import { createJudge } from '../verdict/judge-once.ts'
import { packEvidence } from './evidence-pack.ts'
import { type ReportOptions, writeReport } from './report-folder.ts'

/** Packs that are written at the same time. */
const AT_ONCE = 2

export interface RunReporter {
  /**
   * The run is in progress: reports what has been recorded so far. Rejects with the signal's reason, soon after it was aborted:
   * the report of the whole run need not wait for this one.
   */
  soFar(run: Run, signal?: AbortSignal): Promise<Report>
  /** The run is over: also compresses its traces. */
  whole(run: Run, onStep?: (what: string) => void): Promise<Report>
}

interface Known {
  readonly trace: Trace
  readonly changed: number
}

export function createReporter(folder: string, catalog: Catalog): RunReporter {
  const traces = join(folder, 'traces')
  const known = new Map<string, Known>()
  const judge = createJudge()

  /** Reads new traces; a control that was retried has the file name of its first try. */
  async function collect(signal?: AbortSignal): Promise<void> {
    for (const name of (await readdir(traces)).filter((one) => one.endsWith('.jsonl')).sort()) {
      signal?.throwIfAborted()
      const before = known.get(name)
      if (before !== undefined && before.trace.kind !== 'control') continue
      const file = join(traces, name)
      const changed = (await stat(file)).mtimeMs
      if (before?.changed === changed) continue
      const trace = await readTrace(file).catch(onlyUnreadable)
      if (trace !== undefined) known.set(name, { trace: inFile(trace, () => factsIn(file)), changed })
    }
  }

  const write = (
    run: Run,
    fileOf: (name: string, trace: Trace) => string,
    options: Pick<ReportOptions, 'onStep' | 'signal'>,
  ): Promise<Report> => {
    const files = new Map([...known].map(([name, { trace }]) => [trace, fileOf(name, trace)]))
    return writeReport(folder, run, catalog, { traces: [...files.keys()], files }, { judgeTrace: judge, ...options })
  }

  return {
    async soFar(run, signal) {
      await collect(signal)
      return write(run, (name) => name, { signal })
    },
    async whole(run, onStep) {
      await collect()
      onStep?.('compressing traces')
      const packs = Map.groupBy(known, ([, { trace }]) => packName(trace.cell))
      // One is compressed by another thread while the next one is read.
      await pLimit(AT_ONCE).map(packs, ([pack, group]) =>
        packFiles(
          join(traces, pack),
          group.map(([name]) => join(traces, name)),
        ),
      )
      await packEvidence(folder)
      const report = await write(run, (_, { cell }) => packName(cell), { onStep })
      // Last, so that another attempt finds all of them if this one does not come to its end.
      await Promise.all([...known.keys()].map((name) => rm(join(traces, name), { force: true })))
      return report
    },
  }
}

/** The file stays where it is; `judge` names it. */
function onlyUnreadable(error: unknown): undefined {
  if (!(error instanceof SseCompatError)) throw error
}
