/** `sse-compat probe`: tests a stream at any URL, from outside. */
import { rename, writeFile } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { Command, Option } from 'commander'
import { REPORTS } from '../matrix/folders.ts'
import { type Ms, SseCompatError } from '../model/index.ts'
import { changes } from '../probe/changes.ts'
import { loadKnownHops } from '../probe/known-hops.ts'
import { metrics } from '../probe/metrics.ts'
import { printReport } from '../probe/print-report.ts'
import { type ProbeOptions, probe } from '../probe/probe.ts'
import type { ProbeReport } from '../probe/report.ts'
import { readTarget } from '../probe/target.ts'
import { mapStrings } from '../redact/map-strings.ts'
import { visible, visibleJson } from '../redact/visible-characters.ts'
import { columnsOf } from '../terminal/columns.ts'
import { readAuthorities } from '../typed/authority.ts'
import { readHttpRequest } from '../typed/http-request.ts'
import { timeOption } from '../typed/time.ts'
import { formatOption } from './formats.ts'
import { INTERRUPTED } from './interrupt.ts'
import { isLab, NOT_USED } from './is-lab.ts'
import { probeLab } from './probe-lab.ts'
import { RUN_FORMATS, type RunFormatOptions } from './run-output.ts'

interface Options {
  readonly for: Ms
  readonly direct?: string
  readonly method?: string
  readonly data?: string
  readonly header: readonly string[]
  readonly ca?: string
  readonly identify: boolean
  readonly watch: boolean
  readonly metrics?: string
  readonly token?: string
  readonly scenario: readonly string[]
  readonly capacity: boolean
  readonly long: boolean
  readonly all: boolean
  readonly reports: string
  readonly format: RunFormatOptions['format']
  readonly json: boolean
}

const EXIT_CODES = `
Exit code: 0 works; 1 degraded or broken, also where nothing listens, since a
URL without a stream is broken for its users; 2 what could not be judged, and
bad input`

export function probeCommand(): Command {
  return new Command('probe')
    .description('observe the event stream at a URL from outside, and say what is wrong with it')
    .argument('<url>', 'http: or https:')
    .addHelpText('after', EXIT_CODES)
    .addOption(
      new Option('--for <time>', 'longest time that a stream is observed')
        .argParser(timeOption('--for', 3_600_000))
        .default(20_000, '20s'),
    )
    .option(
      '--direct <url>',
      'URL of the same stream without the proxies, observed at the same time, to find what the proxies cause',
    )
    .option('--method <method>', 'GET or POST; with --data: POST')
    .option('--data <text>', 'body of the request; @FILE reads a file')
    .addOption(
      new Option('--header <field>', "header field of the request, 'Name: value'; may be repeated")
        .argParser(collect)
        .default([], 'none'),
    )
    .option('--ca <file>', 'certification authorities as PEM, trusted besides the usual ones')
    .option(
      '--identify',
      'send one invalid request too: the nearest hop identifies itself by its error response',
      false,
    )
    .option('--watch', 'again a minute after each probe, until it is interrupted; prints what changes', false)
    .option('--metrics <file>', 'write the result as Prometheus text, after each probe')
    .option('--json', 'print the report as JSON', false)
    .addOption(
      new Option(
        '--token <token>',
        'the URL is that of a lab (`serve --lab`): run the scenarios through its chain',
      ).env('SSE_LAB_TOKEN'),
    )
    .addOption(
      new Option('--scenario <name>', 'with --token: only this scenario; may be repeated')
        .argParser(collect)
        .default([], 'all'),
    )
    .option('--all', 'with --token: every axis value', false)
    .option('--long', 'with --token: idle and total limits as well, which takes a quarter of an hour', false)
    .option('--capacity', 'with --token: how many streams can be open, which opens hundreds', false)
    .addOption(
      new Option('--reports <folder>', 'with --token: where runs are kept').default(
        REPORTS,
        'reports/runs in a clone, else sse-compat-reports',
      ),
    )
    .addOption(formatOption(RUN_FORMATS, 'with --token: '))
    .action(async (url: string, options: Options, command: Command) => {
      const authority = await readAuthorities(options.ca)
      const { token } = options
      const isTyped = command.getOptionValueSource('token') === 'cli'
      if (isLab(url, { isTyped, ...options }) && token !== undefined) {
        const { headers } = await readHttpRequest({ method: undefined, data: undefined, header: options.header })
        return await probeLab(readTarget(url, authority), { ...options, token, headers })
      }
      if (['format', 'reports'].some((name) => command.getOptionValueSource(name) === 'cli'))
        throw new SseCompatError('bad-option', '--format and --reports are for the run of a lab, which needs --token', {
          advice: 'of a single URL: --json, or --metrics <file>',
        })
      if (token !== undefined) process.stderr.write(`${NOT_USED}\n`)
      const abort = new AbortController()
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => abort.abort())
      const probing: ProbeOptions = {
        target: readTarget(url, authority),
        direct: options.direct === undefined ? undefined : readTarget(options.direct, authority),
        request: await readHttpRequest({ method: options.method, data: options.data, header: options.header }),
        window: options.for,
        hops: await loadKnownHops(),
        identify: options.identify,
        signal: abort.signal,
        tell: (line) => void process.stderr.write(`${visible(line)}\n`),
      }
      const report = await probeOnce(probing, options)
      const lines = options.json
        ? [visibleJson(JSON.stringify(report, undefined, 2))]
        : printReport(mapStrings(report, visible), columnsOf(process.stdout))
      process.stdout.write(`${lines.join('\n')}\n`)
      const last = options.watch ? await watch(probing, options, report) : report
      process.exitCode = abort.signal.aborted
        ? INTERRUPTED
        : { works: 0, degraded: 1, broken: 1, unknown: 2 }[last.grade]
    })
}

async function probeOnce(probing: ProbeOptions, { metrics: file }: Pick<Options, 'metrics'>): Promise<ProbeReport> {
  const report = await probe(probing)
  if (file !== undefined) await writeMetrics(file, metrics(report, Date.now() / 1000))
  return report
}

/** From the end of one probe to the start of the next. */
const BETWEEN: Ms = 60_000

/** Prints changes until it is interrupted. @returns the last report */
async function watch(probing: ProbeOptions, options: Options, first: ProbeReport): Promise<ProbeReport> {
  let before = first
  const { signal } = probing
  while (!signal.aborted) {
    await pause(BETWEEN, undefined, { signal }).catch(() => {})
    if (signal.aborted) break
    const after = await probeOnce({ ...probing, tell: () => {} }, options)
    if (signal.aborted) break
    const time = new Date().toISOString().slice(0, 19)
    const changed = changes(before, after)
    const lines = options.json
      ? [visibleJson(JSON.stringify({ time, grade: after.grade, changed }))]
      : [
          `${time}Z ${after.grade.toUpperCase()}${changed.length === 0 ? ', no change' : ''}`,
          ...changed.map((one) => `  ${visible(one)}`),
        ]
    process.stdout.write(`${lines.join('\n')}\n`)
    before = after
  }
  return before
}

/** Writes the whole file or nothing, because a collector may read it at any time. */
async function writeMetrics(file: string, text: string): Promise<void> {
  const part = `${file}.${process.pid}.part`
  try {
    await writeFile(part, text)
    await rename(part, file)
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? String(error)
    throw new SseCompatError('unwritable', `${file} cannot be written (${code})`, {
      advice: '--metrics takes the path of a file in a folder that exists',
    })
  }
}

const collect = (value: string, before: readonly string[]): string[] => [...before, value]
