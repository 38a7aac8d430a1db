/** The options of `app`, normalised once. */
import { Option } from 'commander'
import type { Ms } from '../model/index.ts'
import { SseCompatError } from '../model/index.ts'
import { timeOption } from '../typed/time.ts'
import { FRAMEWORKS, type Framework } from './hints.ts'

/** Default of --for. Where a longer time was given, the stream is observed for all of it, because a heartbeat may be rare. */
export const DEFAULT_WINDOW: Ms = 10_000

/** As typed. */
export interface AppOptions {
  readonly url: string | undefined
  readonly command: string | undefined
  readonly against: readonly string[]
  readonly profile: readonly string[]
  readonly builds: readonly string[]
  readonly method: string | undefined
  readonly data: string | undefined
  readonly header: readonly string[]
  readonly trigger: string | undefined
  readonly framework: Framework | undefined
  readonly for: Ms
  readonly parallel: number
  readonly quick: boolean
  readonly json: boolean
}

const listed = (value: string, before: readonly string[]): string[] => [
  ...before,
  ...value
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean),
]

const list = (flags: string, description: string, all: string): Option =>
  new Option(flags, description).default([], all).argParser(listed)

export const appOptions = (): Option[] => [
  new Option('--url <url>', 'the URL, with --command'),
  new Option('--command <line>', 'start the application by this shell command, and stop it in the end'),
  list('--against <products>', 'proxies to put in front of it', 'all that can run here'),
  list('--profile <names>', 'profiles of these proxies', 'the common ones'),
  list('--builds <names>', 'which builds: path, a Debian suite, a build id, or all', 'one of each proxy'),
  new Option('--method <method>', 'GET or POST (default: POST with --data, else GET)'),
  new Option('--data <text>', 'body of the request; @FILE reads a file'),
  new Option('--header <field>', "header field of the request, 'Name: value'; may be repeated")
    .default([], 'none')
    .argParser((value: string, before: readonly string[]) => [...before, value]),
  new Option(
    '--trigger <what>',
    'a URL to request, or a shell command to run, that makes the application send an event',
  ),
  new Option('--framework <name>', 'show code for this framework (default: what the response tells)').choices(
    FRAMEWORKS,
  ),
  new Option('--for <time>', 'longest time that a stream is observed')
    .argParser(timeOption('--for', 600_000))
    .default(DEFAULT_WINDOW, '10s'),
  new Option('--parallel <n>', 'requests to the application at once, at most').argParser(readCount).default(2),
  new Option('--quick', 'only a plain proxy of each product, and no search for what to send').default(false),
  new Option('--json', 'print the report as JSON').default(false),
]

function readCount(typed: string): number {
  const count = Number(typed)
  if (Number.isInteger(count) && count >= 1 && count <= 32) return count
  throw new SseCompatError('bad-option', `--parallel takes a number from 1 to 32, not "${typed}"`, {
    advice: 'development servers are small: the default is 2',
  })
}
