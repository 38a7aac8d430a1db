/** `sse-compat merge <archive> …`: merges the runs of several machines into one, and judges it as a whole. */
import { join, resolve } from 'node:path'
import { loadCatalog } from '../matrix/catalog.ts'
import type { Report, Trace } from '../model/index.ts'
import { catalogDigest } from '../run/catalog-digest.ts'
import { mergeRuns, type Part } from '../run/merge-runs.ts'
import { makeRunFolder, writeReport, writeRun } from '../run/report-folder.ts'
import { readShardArchive, unpackEvidence } from '../run/shard-archive.ts'
import { packName, writePack } from '../trace/trace-packs.ts'
import type { WithParts } from './options.ts'
import type { Steps } from './steps.ts'

export interface MergeOptions extends WithParts {
  /** Folder of runs; the merged run gets its own folder in it. */
  readonly reports: string
}

/**
 * @param command the command line, for the report
 * @returns `notDone`: missing shards, test cases that are in several shards, unreadable traces
 * @throws SseCompatError for a file that is not an archive, is newer, or belongs to another catalog or another run
 */
export async function mergeArchives(
  files: readonly string[],
  { parts, reports }: MergeOptions,
  command: string,
  onStep: Steps['step'] = () => {},
): Promise<{ report: Report; folder: string; notDone: readonly string[] }> {
  const catalog = await loadCatalog(parts)
  const read: Part[] = []
  const notDone: string[] = []
  for (const [index, file] of files.entries()) {
    onStep('reading archives', index + 1, files.length)
    const { run, traces, unreadable } = await readShardArchive(resolve(file))
    read.push({ file, run, traces })
    notDone.push(...unreadable)
  }
  const merged = mergeRuns(read, catalogDigest(catalog), { id: '', command })
  const { id, folder } = await makeRunFolder(resolve(reports), new Date())
  const run = { ...merged.run, id }
  await writeRun(folder, run)
  for (const file of files) await unpackEvidence(resolve(file), folder)
  onStep('compressing traces')
  const byPack = Map.groupBy(merged.traces, ({ cell }) => packName(cell))
  for (const [name, group] of byPack) await writePack(join(folder, 'traces', name), group)
  const nameOf = new Map(merged.traces.map((trace): [Trace, string] => [trace, packName(trace.cell)]))
  const report = await writeReport(folder, run, catalog, { traces: merged.traces, files: nameOf }, { onStep })
  return { report, folder, notDone: [...notDone, ...merged.notes] }
}
