/** The archive of one shard: its `run.json` first, then its traces, configurations and logs (tar, compressed with zstd). */
import { Buffer } from 'node:buffer'
import type { Trace } from '../model/index.ts'
import { SseCompatError } from '../model/index.ts'
import { parseTraces } from '../trace/trace-files.ts'
import type { Run } from '../verdict/assemble-report.ts'
import { addEvidence } from './evidence-pack.ts'
import { entriesOf, filesOfRun, LARGEST_ENTRY, writeArchive } from './run-archive.ts'
import { LARGEST_RUN_FILE, parseRunFile } from './run-file.ts'

/** Plain names only, so that nothing is written outside of the folder. */
const EVIDENCE = /^proxies(?:\/(?!\.\.?(?:\/|$))[A-Za-z0-9._@+~-]+)+$/
/** Bytes. Logs of a run are far smaller. */
const LARGEST_EVIDENCE = 50_000_000
/** Characters of a name in a message. */
const LONGEST_NAME = 200
const TRACES = /^traces\/[^/]+\.jsonl$/

/** @returns size of the archive in bytes */
export const packShard = (folder: string, file: string): Promise<number> =>
  writeArchive(folder, ['run.json', ...filesOfRun(folder).filter((name) => name !== 'report.json')], file)

export interface ShardArchive {
  readonly run: Run
  readonly traces: readonly Trace[]
  /** One line for each unreadable trace. */
  readonly unreadable: readonly string[]
}

const mostOf = (name: string): number =>
  name === 'run.json' ? LARGEST_RUN_FILE : TRACES.test(name) ? LARGEST_ENTRY : 0

/** @throws SseCompatError `bad-archive` where it is not one, `newer-run`, `bad-run` */
export async function readShardArchive(file: string): Promise<ShardArchive> {
  let run: Run | undefined
  const traces: Trace[] = []
  const unreadable: string[] = []
  for await (const { name, content } of entriesOf(file, mostOf)) {
    const where = `${file}: ${name}`
    const text = content.toString()
    if (name === 'run.json') {
      run = parseRunFile(text, where)
      continue
    }
    const report = (error: unknown): void => {
      if (!(error instanceof SseCompatError)) throw error
      unreadable.push(`${error.where ?? where}: ${error.message}`)
    }
    traces.push(...parseTraces(text, where, report))
  }
  if (run === undefined) {
    throw new SseCompatError('bad-archive', 'there is no run.json in it: this is no archive of a shard', {
      where: file,
      advice: 'Give the files that `sse-compat run --shard` wrote, e.g. shard-1-4.tar.zst.',
    })
  }
  return { run, traces, unreadable }
}

/** Of the system: names that are too long, or a file and a folder of one name. */
const NAME_FAULTS = ['ENAMETOOLONG', 'EEXIST', 'EISDIR', 'ENOTDIR', 'ENOTEMPTY']

/** Writes its configurations and logs into the folder of a run. @throws SseCompatError `bad-archive` */
export async function unpackEvidence(file: string, folder: string): Promise<void> {
  for await (const { name, content } of entriesOf(file, (one) => (EVIDENCE.test(one) ? LARGEST_EVIDENCE : 0))) {
    try {
      await addEvidence(folder, name, Buffer.from(content))
    } catch (cause) {
      const code = (cause as NodeJS.ErrnoException).code ?? ''
      if (!NAME_FAULTS.includes(code)) throw cause
      const where = `${file}: ${name.slice(0, LONGEST_NAME)}`
      const advice = 'Give the file as `sse-compat run --shard` wrote it.'
      throw new SseCompatError('bad-archive', `no file can have this name here (${code})`, { where, advice, cause })
    }
  }
}
