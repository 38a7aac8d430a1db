/** `sse-compat probe <url of a lab> --token …`: the scenarios of a run, through a user's own chain. */
import { createClockMap } from '../lab/clock-map.ts'
import { createControl } from '../lab/control.ts'
import { offeredFronts } from '../lab/fronts-of-url.ts'
import { CHAIN, type LabChoice, labPlan } from '../lab/lab-cases.ts'
import { openRemoteOrigin } from '../lab/remote-origin.ts'
import { CHAIN_ADAPTER, remoteRuntime } from '../lab/remote-runtime.ts'
import { loadCatalog, originFrom } from '../matrix/catalog.ts'
import { COMMAND } from '../matrix/folders.ts'
import type { HeaderField } from '../model/index.ts'
import { SseCompatError } from '../model/index.ts'
import type { ProbeTarget } from '../probe/target.ts'
import { keepSecret, redactUrls } from '../redact/redact.ts'
import type { Slots } from '../run/scheduler.ts'
import { teamOfThisProcess } from '../run/team/this-process.ts'
import { finish } from './finish.ts'
import { interruptible } from './interrupt.ts'
import { recordRun } from './record-run.ts'
import { type RunFormatOptions, runWriter } from './run-output.ts'
import { keptIn } from './run-team.ts'

/** Few concurrent streams, because others may use the chain as well. */
const SLOTS: Slots = { waiting: 8, timing: 3, heavy: 1, 'waiting, own': 2, 'timing, own': 1 }

export interface LabOptions extends Omit<LabChoice, 'fronts'>, RunFormatOptions {
  readonly token: string
  readonly headers: readonly HeaderField[]
  /** Folder of runs. */
  readonly reports: string
}

export async function probeLab(target: ProbeTarget, options: LabOptions): Promise<void> {
  keepSecret(options.token)
  const write = await runWriter({ format: options.format, parts: [], quiet: false, verbose: false })
  const catalog = await loadCatalog([])
  checkNames(
    options.scenario,
    catalog.scenarios.map(({ id }) => id),
  )
  const note = (line: string): void => void process.stderr.write(`${line}\n`)
  const clock = createClockMap()
  const control = createControl({ target, token: options.token, headers: options.headers, clock })
  using _ = { [Symbol.dispose]: () => control.close() }
  const fronts = await offeredFronts(target)
  await using origin = await openRemoteOrigin(control, clock)
  const { offset, error, readings } = clock.estimate()
  const say = (ms: number): string => `${ms.toFixed(1)} ms`
  note(`the lab's clock is ${say(offset)} ahead of this machine's, ± ${say(error)} (${readings} readings)`)
  const { cells, controls, left } = labPlan(catalog.scenarios, { ...options, fronts })
  for (const { scenario, because } of left) note(`not run: ${scenario}: ${because}`)
  if (cells.length === 0) throw new SseCompatError('nothing-to-play', 'no scenario of the selection can run here')
  const shared = { ...origin, [Symbol.asyncDispose]: async () => {} }
  const near = originFrom(catalog.origins)
  const url = redactUrls(target.url)
  const runtime = remoteRuntime(target, origin)
  const { report, folder } = await recordRun({
    cells: cells.map((cell) => ({ ...cell, route: [withHeaders(cell.route[0], options.headers)] as const })),
    controls,
    catalog,
    runtime: runtime.id,
    startTeam: async (run) =>
      teamOfThisProcess({
        runtime,
        originOf: (cell) =>
          cell.kind === 'control' ? near(cell) : { id: 'lab', title: 'A lab', start: async () => shared },
        adapterOf: () => CHAIN_ADAPTER,
        ...keptIn(run),
      }),
    slots: SLOTS,
    startedAt: new Date(),
    builds: cells.slice(0, 1).map(({ route }) => route[0].build),
    command: `${COMMAND} probe ${url} --token …`,
    reports: options.reports,
    parts: [],
    profiles: [{ ...CHAIN, title: `the chain at ${url}` }],
    unfiltered: false,
    quiet: false,
    reportAtEnd: false,
    signal: interruptible(),
  })
  const after = clock.estimate()
  note(`clocks: offset ${say(after.offset)} ± ${say(after.error)}; quickest round trip ${say(after.roundTrip)}`)
  await finish({ report, folder, notDone: [], write })
}

/** Added to each stream's request, e.g. credentials for the chain. */
function withHeaders<H extends { readonly profile: typeof CHAIN }>(hop: H, headers: readonly HeaderField[]): H {
  return headers.length === 0 ? hop : { ...hop, profile: { ...hop.profile, requestHeaders: headers } }
}

function checkNames(names: readonly string[], known: readonly string[]): void {
  const wrong = names.find((name) => !known.includes(name))
  if (wrong !== undefined)
    throw new SseCompatError('unknown-name', `no scenario is called "${wrong}"`, {
      advice: `there is ${known.join(', ')}`,
    })
}
