/** The options that select what is run, normalised once. */
import { Option } from 'commander'
import type { RuntimeId, Shard } from '../model/index.ts'
import { SseCompatError } from '../model/index.ts'
import { readShard } from '../run/shards.ts'

export interface WithParts {
  /** Folders of parts outside of the tree. */
  readonly parts: readonly string[]
}

export interface SelectOptions extends WithParts {
  readonly proxy: readonly string[]
  readonly profile: readonly string[]
  readonly scenario: readonly string[]
  /** Axis name → chosen values. */
  readonly axis: Readonly<Record<string, readonly string[]>>
  /** Absent: the quick set runs, unless a scenario, profile or axis value is named. */
  readonly all?: boolean
  readonly runtime: RuntimeId | undefined
  readonly network: 'host' | 'bridge' | undefined
  readonly builds: readonly string[]
}

/** The amount of output. */
export interface DetailOptions {
  readonly quiet: boolean
  readonly verbose: boolean
}

export interface RunOptions extends SelectOptions, Partial<DetailOptions> {
  /** Folder of runs; each run creates its own folder in it. */
  readonly reports: string
  /** Write no report during the run. For tests, which read only the final one, and measure at the same time. Default false. */
  readonly reportAtEnd?: boolean
  /** Number of processes that run test cases; 1: only this process. Default: one fewer than cores, and 1 where there are few test cases. */
  readonly workers?: number
  /** Run only this part of the test cases, and write an archive of it. */
  readonly shard?: Shard
}

export const NOTHING_SELECTED: SelectOptions = {
  proxy: [],
  profile: [],
  scenario: [],
  axis: {},
  runtime: undefined,
  network: undefined,
  builds: [],
  parts: [],
}

/** Accepts `a,b` and repeated options. */
const collect = (value: string, before: readonly string[]): string[] => [
  ...before,
  ...value
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== ''),
]

function collectAxis(
  value: string,
  before: Readonly<Record<string, readonly string[]>>,
): Readonly<Record<string, readonly string[]>> {
  const [name, values] = value.split('=', 2)
  if (name === undefined || name === '' || values === undefined || values === '') {
    throw new SseCompatError('bad-option', `--axis takes <name>=<value>, not "${value}"`, {
      advice: 'For example --axis origin=chunked; `sse-compat list` shows the axes.',
    })
  }
  return { ...before, [name]: collect(values, before[name] ?? []) }
}

export const selectOptions = (): Option[] => [
  list('--proxy <names>', 'run these proxies only'),
  list('--profile <names>', 'run these profiles only'),
  list('--scenario <names>', 'run these scenarios only'),
  new Option('--axis <name=values>', 'run these values of an axis only; may be repeated')
    .default({}, 'all')
    .argParser(collectAxis),
  new Option(
    '--all',
    'run every scenario and axis value (default: three questions on every profile, unless a scenario, profile or axis is named)',
  ),
  new Option('--runtime <id>', 'where proxies run (default: docker where an engine answers)').choices([
    'local',
    'docker',
  ]),
  new Option('--network <kind>', 'network of containers (default: host on Linux)').choices(['host', 'bridge']),
  list('--builds <names>', 'which builds: path, a Debian suite, an image, a build id, or all'),
  partsOption(),
]

const MAX_WORKERS = 256

export const workersOption = (): Option =>
  new Option(
    '--workers <number>',
    'processes that run test cases (default: one fewer than cores, at least one; 0: the command itself, as where there are few test cases)',
  ).argParser((value: string) => {
    const workers = Number(value)
    if (Number.isInteger(workers) && workers >= 0 && workers <= MAX_WORKERS && value.trim() !== '') return workers
    throw new SseCompatError('bad-option', `--workers takes a number from 0 to ${MAX_WORKERS}, not "${value}"`, {
      advice: 'Leave it out for one fewer than there are cores.',
    })
  })

export const shardOption = (): Option =>
  new Option(
    '--shard <number/of how many>',
    'run this part only, and write an archive for `merge` (default: SSE_COMPAT_SHARD, or JOB_COMPLETION_INDEX and SSE_COMPAT_SHARDS)',
  ).argParser((value: string) => readShard(value, '--shard'))

export const detailOptions = (): Option[] => [
  new Option('--quiet', 'print no progress, and of the summary only what differs from expectation, and the report')
    .default(false)
    .conflicts('verbose'),
  new Option('--verbose', 'print also every profile with what it does to a stream').default(false),
]

/** Code in these folders runs with this program's permissions, so only this option can name them. */
export const partsOption = (): Option =>
  new Option(
    '--parts <folder>',
    'folder with more scenarios, proxies, origins or formats; may be repeated; its code is run',
  )
    .default([], 'none')
    .argParser((value: string, before: readonly string[]) => [...before, value])

function list(flags: string, description: string): Option {
  return new Option(flags, description).default([], 'all').argParser(collect)
}
