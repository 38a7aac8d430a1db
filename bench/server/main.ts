/** `npm run bench:server`: compares our server with others in one run. See bench/README.md. */
import { loadavg } from 'node:os'
import { Command, InvalidArgumentError, Option } from 'commander'
import { tellError } from '../../harness/cli/tell-error.ts'
import { SseCompatError } from '../../harness/model/index.ts'
import { machine, openFileLimit } from './machine.ts'
import { type Figures, measure } from './measure.ts'
import type { Peer } from './peer.ts'
import { betterSse } from './peers/better-sse.ts'
import { nchan } from './peers/nchan.ts'
import { ours } from './peers/ours.ts'
import { type Result, type Round, resultOf, stalledResultOf } from './results.ts'
import { measureStalled, type StalledFigures } from './stalled.ts'
import { tableOf } from './table.ts'

interface Options {
  readonly streams: readonly number[]
  readonly peers: readonly string[]
  readonly rounds: number
  readonly stalled: boolean
  readonly cpuProf?: string
  readonly json: boolean
}

const PEERS = ['better-sse', 'nchan']
/** One in this many clients does not read, in the last part. */
const STALLED_SHARE = 100

const say = (line: string) => process.stderr.write(`${line}\n`)

async function bench(options: Options): Promise<void> {
  checkMachine(options)
  const [loadBefore = 0] = loadavg()
  const peers = await peersOf(options)
  const results: Result[] = []
  for (const streams of options.streams) {
    const rounds: Round[] = []
    for (let round = 1; round <= options.rounds; round++) {
      const figures = new Map<string, Figures>()
      for (const peer of peers) {
        say(`${streams} streams, round ${round} of ${options.rounds}: ${peer.id}`)
        figures.set(peer.id, await measure(peer, streams))
      }
      rounds.push(figures)
    }
    results.push(resultOf(streams, rounds))
  }
  const report = {
    machine: machine(),
    load: { before: loadBefore, after: loadavg()[0] ?? 0 },
    rounds: options.rounds,
    titles: Object.fromEntries(peers.map(({ id, title }) => [id, title])),
    results,
    stalled: options.stalled ? await stalledOf(options) : undefined,
  }
  process.stdout.write(options.json ? `${JSON.stringify(report, null, 2)}\n` : tableOf(report))
}

/** @throws SseCompatError `no-bench` where this machine's limits are too low */
function checkMachine({ streams }: Options): void {
  if (process.platform !== 'linux') {
    throw new SseCompatError('no-bench', 'memory and CPU are read from /proc, which only Linux has', {
      advice: 'Run it on Linux, for example in a container.',
    })
  }
  const limit = openFileLimit()
  const most = Math.max(...streams)
  // Other files are open as well.
  if (most + 200 > limit) {
    throw new SseCompatError('no-bench', `a process may have ${limit} files open, too few for ${most} streams`, {
      advice: 'Raise it (ulimit -Hn), or hold fewer: --streams.',
    })
  }
}

/** Our server comes first. */
async function peersOf({ peers, cpuProf }: Options): Promise<Peer[]> {
  const nodeOptions = cpuProf === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${cpuProf}`]
  const found = [ours({ nodeOptions })]
  if (peers.includes('better-sse')) found.push(betterSse({ nodeOptions }))
  const module = peers.includes('nchan') ? await nchan(say) : undefined
  return module === undefined ? found : [...found, module]
}

async function stalledOf({ streams, rounds }: Options) {
  const most = Math.max(...streams)
  const count = Math.ceil(most / STALLED_SHARE)
  // Otherwise the clients that do not read would be disconnected during the measurement.
  const patient = ours({ args: ['--stall-timeout', '3600'], nodeOptions: [] })
  const figures: StalledFigures[] = []
  for (let round = 1; round <= rounds; round++) {
    say(`${most} streams, ${count} stalled, round ${round} of ${rounds}`)
    figures.push(await measureStalled(patient, most, count))
  }
  return stalledResultOf(most, count, figures)
}

function whole(value: string): number {
  if (!/^[1-9]\d*$/.test(value)) throw new InvalidArgumentError('It has to be a whole number from 1 on.')
  return Number(value)
}

const command = new Command('bench:server')
  .description('memory, delay and throughput of our server beside others, as ratios; Linux only')
  .addOption(
    new Option('--streams <numbers>', 'how many streams are held, separated by commas')
      .argParser((value) => value.split(',').map(whole))
      .default([1000, 5000, 10_000], '1000,5000,10000'),
  )
  .addOption(new Option('--peers <ids...>', 'whom ours is compared with').choices(PEERS).default(PEERS))
  .addOption(new Option('--rounds <n>', 'times that each is measured, in turn').argParser(whole).default(3))
  .option('--no-stalled', 'leave out the part with streams that do not read')
  .option('--cpu-prof <folder>', 'let Node servers write CPU profiles there')
  .option('--json', 'results as JSON', false)
  .action(bench)

try {
  await command.exitOverride().parseAsync()
} catch (error) {
  process.exitCode = tellError(error)
}
