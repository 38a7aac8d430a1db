/** `sse-compat app`: tests whether a user's own application survives behind proxies, and what it should send. */
import { Command } from 'commander'
import { startApplication } from '../app/command.ts'
import { examine } from '../app/examine.ts'
import { exitCodeOf } from '../app/exit-code.ts'
import { type AppOptions, appOptions } from '../app/options.ts'
import { sayAppReport } from '../app/print-report.ts'
import type { AppReport } from '../app/report.ts'
import { readTarget } from '../app/target.ts'
import { type Ms, SseCompatError } from '../model/index.ts'
import { mapStrings } from '../redact/map-strings.ts'
import { keepSecretsOf, redactUrls } from '../redact/redact.ts'
import { visible, visibleJson, visibleLines } from '../redact/visible-characters.ts'
import { startLocal } from '../runtimes/local.ts'
import { INTERRUPTED } from './interrupt.ts'

const EXIT_PATIENCE: Ms = 500

const EXIT_CODES = `
Exit code: 0 it works behind every profile, without an error of its own;
1 something is degraded or fails; 2 it could not be tested, also where nothing
listens at the URL, or nothing fails and something is inconclusive`

export function appCommand(): Command {
  const command = new Command('app')
    .description('test your own application: behind which proxies its stream survives, and what it should send')
    .argument('[url]', 'the URL of its event stream')
    .addHelpText('after', EXIT_CODES)
    .exitOverride()
    .configureOutput({ writeErr: (text) => process.stderr.write(visibleLines(text)) })
  for (const option of appOptions()) command.addOption(option)
  return command.action(async (url: string | undefined, options: AppOptions) => {
    process.exitCode = await testApp(url ?? options.url, options)
  })
}

async function testApp(url: string | undefined, options: AppOptions): Promise<number> {
  if (url === undefined) {
    throw new SseCompatError('bad-option', 'no URL was given', {
      advice: 'name the stream: sse-compat app http://127.0.0.1:3000/events',
    })
  }
  const started = performance.now()
  const tell = (line: string): void => {
    if (!options.json)
      process.stderr.write(
        `${((performance.now() - started) / 1000).toFixed(1).padStart(5)} s  ${visible(redactUrls(line))}\n`,
      )
  }
  const interrupt = new AbortController()
  const onSignal = (): void => {
    if (interrupt.signal.aborted) process.exit(INTERRUPTED)
    interrupt.abort()
  }
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  for (const signal of signals) process.on(signal, onSignal)
  const { application, headers } = await readTarget(url, options)
  keepSecretsOf(headers, url)
  await using child =
    options.command === undefined ? undefined : await startApplication(options.command, application, interrupt.signal)
  await using runtime = await startLocal()
  // The application controls its response and may return what the client sent.
  const examined = await examine(url, options, runtime, tell, interrupt.signal)
  // An application that ends closes its connections first.
  const ended = await child?.ended(examined.problem === undefined ? 0 : EXIT_PATIENCE)
  const report = mapStrings({ ...examined, problem: ended ?? examined.problem }, redactUrls)
  if (options.json) process.stdout.write(`${visibleJson(JSON.stringify(report, null, 2))}\n`)
  else process.stdout.write(`\n${sayAppReport(shown(report), process.stdout).join('\n')}\n`)
  for (const signal of signals) process.off(signal, onSignal)
  return report.interrupted ? INTERRUPTED : exitCodeOf(report)
}

/** Control characters in the application's text are made visible; code of hints has several lines. */
const shown = (report: AppReport): AppReport =>
  JSON.parse(JSON.stringify(report), (key: string, value: unknown) =>
    typeof value === 'string' ? (key === 'code' ? visibleLines(value) : visible(value)) : value,
  )
