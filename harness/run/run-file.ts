/** Reads `run.json` and validates it: it may have been edited, or be a different file. */
import { readFile, stat } from 'node:fs/promises'
import { type Shard, type Skipped, SseCompatError } from '../model/index.ts'
import { currentOf, migrated, type Stored, type Versions } from '../trace/schema-versions.ts'
import type { Run } from '../verdict/assemble-report.ts'
import { type Shape, wrongIn, wrongWhereGiven } from './shape.ts'
import { isShard, shardName } from './shards.ts'
import { withTimingNames } from './timing-names.ts'

/** 2: see `withTimingNames`. */
const VERSIONS: Versions = { what: 'run', steps: [withTimingNames] }
export const SCHEMA = currentOf(VERSIONS)

/** Bytes. The file of a run of everything is smaller than 100 kB. */
export const LARGEST_RUN_FILE = 10_000_000

const SHAPE: Readonly<Record<Exclude<keyof Run, 'skipped' | 'planned' | 'running' | 'shard' | 'catalog'>, Shape>> = {
  id: 'string',
  environment: {
    startedAt: 'string',
    tool: 'string',
    node: 'string',
    system: 'string',
    cores: 'number',
    runtime: 'string',
    network: 'string',
    builds: [{ id: 'string', product: 'string', version: 'string', origin: 'string' }],
    command: 'string',
  },
  timing: {
    wall: 'number',
    lowerBound: 'number',
    longestCell: 'number',
    sumOfCells: 'number',
    slots: 'number',
    cells: 'number',
    retried: 'number',
    stallTime: 'number',
    cpu: 'number',
  },
  profiles: [{ proxy: 'string', id: 'string', title: 'string', why: 'string', source: 'string', file: 'string' }],
  interrupted: 'boolean',
  unfiltered: 'boolean',
}

const SKIPPED: Readonly<Record<keyof Skipped, Shape>> = {
  cases: 'number',
  scenarios: ['string'],
  narrowed: [{ scenario: 'string', axes: [{ axis: 'string', run: ['string'], skipped: ['string'] }], why: 'string' }],
  command: 'string',
}

const SHARD: Readonly<Record<keyof Shard, Shape>> = { index: 'number', count: 'number' }

/** @throws SseCompatError `no-run`, `bad-run`, `newer-run`; each names the file */
export async function readRunFile(file: string): Promise<Run> {
  return parseRunFile(await readText(file), file)
}

/** @param text undefined for one that is too large @param file for messages @throws SseCompatError `bad-run`, `newer-run` */
export function parseRunFile(text: string | undefined, file: string): Run {
  const bad = (message: string, advice = 'Restore it, or run again; a file that was edited or cut cannot be judged.') =>
    new SseCompatError('bad-run', message, { where: file, advice })
  if (text === undefined) throw bad(`it is no file of a run: it is larger than ${LARGEST_RUN_FILE / 1e6} MB`)
  let stored: unknown
  try {
    stored = JSON.parse(text)
  } catch {
    throw bad('it is no JSON')
  }
  const run = migrated({ ...(stored as Stored | null) }, VERSIONS, file)
  if (run === undefined) throw bad('it is no file of a run: schema is missing or wrong')
  const wrong =
    wrongIn(run, SHAPE, '') ??
    wrongWhereGiven(run.skipped, SKIPPED, 'skipped') ??
    wrongWhereGiven(run.planned, 'number', 'planned') ??
    wrongWhereGiven(run.shard, SHARD, 'shard')
  if (wrong !== undefined) throw bad(`it is no file of a run: ${wrong}`)
  const { shard } = run as Partial<Run>
  if (shard !== undefined && !isShard(shard)) throw bad(`it is no file of a run: shard ${shardName(shard)} cannot be`)
  return run as unknown as Run
}

/** Undefined for a file that is too large. */
async function readText(file: string): Promise<string | undefined> {
  try {
    const found = await stat(file)
    // Reading from a pipe would never end.
    if (!found.isFile()) throw new Error('it is not a file')
    return found.size > LARGEST_RUN_FILE ? undefined : await readFile(file, 'utf8')
  } catch (error) {
    const isAbsent = ['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')
    const says = isAbsent ? 'there is no such file' : 'this is not the file of a run, or it cannot be read'
    throw new SseCompatError('no-run', says, {
      where: file,
      advice: 'Give the folder that `sse-compat run` named, e.g. reports/runs/20260101T000000Z.',
      cause: error,
    })
  }
}
