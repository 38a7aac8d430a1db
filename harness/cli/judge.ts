/** `sse-compat judge <run>`: computes the verdicts again from a run's files, without running a test case. */
import { join, resolve } from 'node:path'
import { type Catalog, loadCatalog } from '../matrix/catalog.ts'
import { controlQuestion } from '../matrix/plan.ts'
import type { Report, Trace } from '../model/index.ts'
import { SseCompatError } from '../model/index.ts'
import { readRun, writeReport } from '../run/report-folder.ts'
import { readRunTraces } from '../run/run-archive.ts'
import { assemble, type Run } from '../verdict/assemble-report.ts'
import type { Steps } from './steps.ts'

/**
 * @param parts folders of parts outside of the tree, with which the run was recorded
 * @param onStep receives each step, and its progress
 * @returns the report, and the trace files that could not be read or judged, with the reasons
 * @throws SseCompatError where there is no run, or it has no traces
 */
export async function judgeRun(
  folder: string,
  parts: readonly string[] = [],
  onStep: Steps['step'] = () => {},
): Promise<{ report: Report; unreadable: readonly string[] }> {
  const absolute = resolve(folder)
  const run = await readRun(absolute)
  const catalog = await loadCatalog(parts)
  const where = join(absolute, 'traces')
  const { traces, files, unreadable } = await readRunTraces(absolute, (done, total) =>
    onStep('reading traces', done, total),
  )
  if (traces.length + unreadable.length === 0) {
    throw new SseCompatError('no-trace', 'there is no trace in it', {
      where,
      advice: 'Nothing was recorded, or the files are elsewhere: run again.',
    })
  }
  onStep(`checking ${traces.length} traces`)
  const { sound, unsound } = sift(run, catalog, traces)
  const report = await writeReport(absolute, run, catalog, { traces: sound, files }, { onStep })
  const lines = [
    ...unreadable.map(({ message }) => message),
    ...unsound.map((trace) => {
      const file = join(where, files.get(trace) ?? '')
      return `${file}: ${trace.cell}: its facts lack something, and cannot be judged`
    }),
  ]
  return { report, unreadable: lines }
}

/** Each fact is validated when it is read, but not that they belong together: a trace that somebody edited may make a criterion throw. */
function sift(run: Run, { scenarios }: Catalog, traces: readonly Trace[]) {
  const isSound = (some: readonly Trace[]): boolean => {
    try {
      assemble({ run, scenarios, expectations: {}, traces: some, traceFile: (cell) => cell })
      return true
    } catch (error) {
      if (error instanceof SseCompatError) throw error
      return false
    }
  }
  if (isSound(traces)) return { sound: traces, unsound: [] }
  const controls = new Map(
    traces
      .filter(({ kind }) => kind === 'control')
      .flatMap((one) => (isSound([one]) ? [[`${one.shard ?? ''} ${one.question}`, one]] : [])),
  )
  const sound = traces.filter((trace) => {
    if (trace.kind === 'control') return controls.get(`${trace.shard ?? ''} ${trace.question}`) === trace
    const scenario = scenarios.find(({ id }) => id === trace.scenario)
    const control = scenario && controls.get(`${trace.shard ?? ''} ${controlQuestion(scenario, trace.axes)}`)
    return isSound(control === undefined ? [trace] : [control, trace])
  })
  return { sound, unsound: traces.filter((trace) => !sound.includes(trace)) }
}
