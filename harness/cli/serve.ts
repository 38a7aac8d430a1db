/** `sse-compat serve`: runs the reference SSE server until it is stopped. */
import { Command, Option } from 'commander'
import { LOG_LEVELS, type Log, type LogVerbosity } from '../../servers/app/log.ts'
import { DEFAULTS } from '../../servers/app/options.ts'
import { type ServerExtension, startServer } from '../../servers/app/server.ts'
import { createLab } from '../../servers/lab/lab.ts'
import { SseCompatError } from '../model/index.ts'

interface ServeOptions {
  readonly host: string
  readonly port: number
  readonly maxConnections: number
  readonly maxPerClient: number
  /** Seconds. */
  readonly stallTimeout: number
  /** Seconds. */
  readonly drainDeadline: number
  readonly history: number
  readonly corsOrigin: readonly string[]
  readonly lab: boolean
  readonly token?: string
  readonly publishToken?: string
  readonly redisUrl?: string
  readonly accelBuffering: boolean
  readonly transform: boolean
  readonly incremental: boolean
  readonly logLevel: LogVerbosity
}

/** Reads `OPENAI_BASE_URL` and `OPENAI_API_KEY` from the environment. Resolves once the last stream has ended. */
export function serveCommand(): Command {
  return new Command('serve')
    .description('start the reference SSE server, to be put behind a proxy')
    .option('--host <address>', 'address to listen on', DEFAULTS.host)
    .addOption(whole('--port <number>', 'port to listen on; 0: a free one', 0, 65_535).default(DEFAULTS.port))
    .addOption(whole('--max-connections <n>', 'streams at a time', 0).default(DEFAULTS.maxConnections))
    .addOption(
      whole('--max-per-client <n>', 'streams at a time of one client address; 0: no limit', 0).default(
        DEFAULTS.maxPerClient,
      ),
    )
    .addOption(
      whole('--stall-timeout <seconds>', 'close the connection of a client that took no byte for so long', 1).default(
        DEFAULTS.stallTimeout / 1000,
      ),
    )
    .addOption(
      whole('--drain-deadline <seconds>', 'time for open streams to end on SIGTERM', 0).default(
        DEFAULTS.drainDeadline / 1000,
      ),
    )
    .addOption(whole('--history <n>', 'events kept for those who come back', 0).default(DEFAULTS.historySize))
    .addOption(new Option('--cors-origin <origin...>', 'origins whose pages may read responses').default([], 'none'))
    .option(
      '--lab',
      'let `probe <url> --token …` script streams of this server, to test the chain in front of it',
      false,
    )
    .addOption(
      new Option('--token <token>', 'needed by whoever uses the lab, at least 16 characters').env('SSE_LAB_TOKEN'),
    )
    .addOption(
      new Option('--publish-token <token>', 'needed for publishing, and for a chat that OPENAI_API_KEY pays for').env(
        'SSE_PUBLISH_TOKEN',
      ),
    )
    .addOption(
      new Option('--redis-url <url>', 'keep published events in a Redis that several servers share').env(
        'SSE_REDIS_URL',
      ),
    )
    .option('--no-accel-buffering', 'leave X-Accel-Buffering: no out of the head of streams')
    .option('--no-transform', 'add no-transform to Cache-Control of streams')
    .option('--incremental', 'add Incremental: ?1 to the head of streams', false)
    .addOption(new Option('--log-level <level>', 'what is logged').choices(LOG_LEVELS).default(DEFAULTS.logLevel))
    .exitOverride()
    .action(serve)
}

async function serve(options: ServeOptions): Promise<void> {
  // If the reader of the log has closed, streams continue.
  process.stdout.on('error', () => {})
  const baseUrl = process.env.OPENAI_BASE_URL
  const server = await startServer(
    {
      host: options.host,
      port: options.port,
      maxConnections: options.maxConnections,
      maxPerClient: options.maxPerClient,
      stallTimeout: options.stallTimeout * 1000,
      drainDeadline: options.drainDeadline * 1000,
      historySize: options.history,
      corsOrigins: options.corsOrigin,
      publishToken: options.publishToken || undefined,
      redisUrl: options.redisUrl || undefined,
      accelHeader: options.accelBuffering,
      noTransform: !options.transform,
      incremental: options.incremental,
      logLevel: options.logLevel,
      openai: baseUrl ? { baseUrl, key: process.env.OPENAI_API_KEY || undefined } : undefined,
    },
    (line) => process.stdout.write(`${line}\n`),
    labOf(options),
  )
  await signalled()
  await server.drain()
}

const MIN_TOKEN = 16

/** @throws SseCompatError `bad-option` */
function labOf({ lab, token }: ServeOptions): ((log: Log) => ServerExtension) | undefined {
  if (!lab) return undefined
  if (token === undefined || token.length < MIN_TOKEN)
    throw new SseCompatError('bad-option', `--lab needs a --token of at least ${MIN_TOKEN} characters`, {
      advice: 'For example the output of `openssl rand -hex 16`; SSE_LAB_TOKEN in the environment does as well.',
    })
  return (log) => createLab({ token, log: (what, detail) => log('info', what, detail) })
}

/** Resolves at the first signal; a second one ends the process immediately. */
function signalled(): Promise<void> {
  return new Promise((resolve) => {
    let signals = 0
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
      process.on(signal, () => (++signals === 1 ? resolve() : process.exit(130)))
    }
  })
}

function whole(flags: string, description: string, least: number, most = Number.MAX_SAFE_INTEGER): Option {
  return new Option(flags, description).argParser((value: string) => {
    const number = /^\d+$/.test(value) ? Number(value) : Number.NaN
    if (number >= least && number <= most) return number
    throw new SseCompatError('bad-option', `${flags.split(' ')[0]} ${value}`, {
      advice: `Give a whole number from ${least} on${most < Number.MAX_SAFE_INTEGER ? ` up to ${most}` : ''}.`,
    })
  })
}
