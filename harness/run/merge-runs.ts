/** The runs of several machines → one run, with the traces of all. Pure. */
import type { Shard, Trace } from '../model/index.ts'
import { SseCompatError } from '../model/index.ts'
import type { Run } from '../verdict/assemble-report.ts'
import { shardName } from './shards.ts'

/** The contribution of one machine. */
export interface Part {
  /** For messages. */
  readonly file: string
  readonly run: Run
  readonly traces: readonly Trace[]
}

export interface Merged {
  readonly run: Run
  readonly traces: readonly Trace[]
  /** Test cases that several machines ran, and shards that are missing: one line each. */
  readonly notes: readonly string[]
}

/**
 * @param known digest of the catalog that judges the merged run
 * @throws SseCompatError `other-catalog`, `no-shard`, `other-shards`
 */
export function mergeRuns(
  parts: readonly Part[],
  known: string,
  given: Pick<Run, 'id'> & { readonly command: string },
): Merged {
  const [first] = parts
  if (first === undefined) throw new SseCompatError('no-run', 'there is nothing to merge', { advice: 'Name archives.' })
  for (const part of parts) checkPart(part, first, known)
  const inOrder = parts.toSorted((a, b) => indexOf(a) - indexOf(b))
  const count = first.run.shard?.count ?? 0
  const missing = Array.from({ length: count }, (_, n) => n + 1).filter(
    (index) => !parts.some((part) => indexOf(part) === index),
  )
  const { traces, conflicts } = union(inOrder)
  const notes = [
    ...missing.map((index) => `shard ${index}/${count} is not among them: its test cases are missing in the report`),
    ...inOrder.flatMap(({ run: { shard, interrupted } }) =>
      interrupted && shard !== undefined
        ? [`shard ${shardName(shard)} was interrupted: the report has what had finished of it`]
        : [],
    ),
    ...conflicts,
  ]
  return { run: runOf(inOrder, missing.length > 0, given), traces, notes }
}

const indexOf = ({ run }: Part): number => run.shard?.index ?? 0

function checkPart({ file, run }: Part, first: Part, known: string): void {
  if (run.shard === undefined) {
    const advice = 'Merge archives that `sse-compat run --shard <number>/<of how many>` wrote.'
    throw new SseCompatError('no-shard', 'this is a whole run, and no shard of one', { where: file, advice })
  }
  if (run.catalog !== known) {
    const message = 'it was recorded with other scenarios or profiles than those here'
    const advice = 'Merge with the version, and the --parts, that the shards ran with.'
    throw new SseCompatError('other-catalog', message, { where: file, advice })
  }
  if (run.shard.count !== first.run.shard?.count) {
    const message = `this is shard ${shardName(run.shard)}, and ${first.file} is one of ${first.run.shard?.count}`
    throw new SseCompatError('other-shards', message, { where: file, advice: 'Merge the shards of one run.' })
  }
}

/** Each trace is marked with the machine that ran it, because it is compared with that machine's control. */
function union(parts: readonly Part[]): { traces: Trace[]; conflicts: string[] } {
  const traces: Trace[] = []
  const from = new Map<string, { readonly shard: string; tries: number }>()
  const conflicts = new Map<string, string>()
  for (const { run, traces: theirs } of parts) {
    const shard = shardName(run.shard as Shard)
    for (const trace of theirs.toSorted((a, b) => a.earlierTries - b.earlierTries)) {
      if (trace.kind === 'control') {
        traces.push(withShard(trace, shard, trace.earlierTries))
        continue
      }
      const before = from.get(trace.cell) ?? { shard, tries: 0 }
      if (before.shard !== shard)
        conflicts.set(
          trace.cell,
          `${trace.cell} is in shard ${before.shard} and in ${shard}: its tries are judged together`,
        )
      traces.push(withShard(trace, shard, before.tries))
      from.set(trace.cell, { shard: before.shard, tries: before.tries + 1 })
    }
  }
  return { traces, conflicts: [...conflicts.values()] }
}

/** The facts are not copied: they are read only when they are needed. */
function withShard(trace: Trace, shard: string, earlierTries: number): Trace {
  const all = {
    ...Object.getOwnPropertyDescriptors(trace),
    ...Object.getOwnPropertyDescriptors({ earlierTries, shard }),
  }
  return Object.defineProperties({}, all) as Trace
}

function runOf(parts: readonly Part[], isIncomplete: boolean, { id, command }: { id: string; command: string }): Run {
  const runs = parts.map(({ run }) => run)
  const [first] = runs
  if (first === undefined) throw new Error('no run')
  const timings = runs.map(({ timing }) => timing)
  const sum = (of: (timing: Run['timing']) => number): number => timings.map(of).reduce((a, b) => a + b, 0)
  const most = (of: (timing: Run['timing']) => number): number => Math.max(...timings.map(of))
  const builds = new Map(runs.flatMap(({ environment }) => environment.builds).map((build) => [build.id, build]))
  const profiles = new Map(runs.flatMap((run) => run.profiles).map((note) => [`${note.proxy}/${note.id}`, note]))
  return {
    id,
    environment: {
      ...first.environment,
      startedAt: runs.map(({ environment }) => environment.startedAt).sort()[0] ?? '',
      network: [...new Set(runs.map(({ environment }) => environment.network))].join(', '),
      builds: [...builds.values()],
      command,
    },
    timing: {
      wall: most(({ wall }) => wall),
      lowerBound: most(({ lowerBound }) => lowerBound),
      longestCell: most(({ longestCell }) => longestCell),
      sumOfCells: sum(({ sumOfCells }) => sumOfCells),
      slots: sum(({ slots }) => slots),
      cells: sum(({ cells }) => cells),
      retried: sum(({ retried }) => retried),
      stallTime: most(({ stallTime }) => stallTime),
      cpu: sum(({ cpu }) => cpu),
    },
    profiles: [...profiles.values()],
    interrupted: isIncomplete || runs.some(({ interrupted }) => interrupted),
    unfiltered: runs.every(({ unfiltered }) => unfiltered),
    ...(first.skipped === undefined ? {} : { skipped: first.skipped }),
    planned: runs.reduce((all, { planned = 0 }) => all + planned, 0),
    ...(first.catalog === undefined ? {} : { catalog: first.catalog }),
  }
}
