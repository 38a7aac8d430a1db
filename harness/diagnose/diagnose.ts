/** One check of a configuration: reads it, and tests each of its routes, in a sandbox where this machine has one. */

import { resolve } from 'node:path'
import { type Intake, readIntake, topOf } from '../intake/read.ts'
import { readAllInput, readInput, STANDARD_INPUT } from '../intake/standard-input.ts'
import { adaptersOf, loadProducts } from '../matrix/catalog.ts'
import { toolVersion } from '../matrix/tool-version.ts'
import type { Adapter } from '../model/index.ts'
import { SseCompatError } from '../model/index.ts'
import { keepSecret } from '../redact/redact.ts'
import { isSecretName } from '../redact/secret-names.ts'
import { type Need, requireMachine } from '../runtimes/machine-limits.ts'
import { type Analysis, startAnalysis } from './analysis-limit.ts'
import { chooseBuild } from './choose-build.ts'
import type { ExaminedRoutes, Job } from './examine-routes.ts'
import { findFolderSettings } from './folder-settings.ts'
import type { Interrupt } from './interrupt.ts'
import { chooseIsolation, type Isolated, namespacesFor } from './isolation.ts'
import { notTestedNotes } from './not-tested.ts'
import type { CheckOptions } from './options.ts'
import { withDefaultPlaces } from './report/default-places.ts'
import { type Names, namesOf, namesOfInput, renamed, renamedNote, tableOf } from './report/file-names.ts'
import { keepConfiguration } from './report/redacted.ts'
import type { CheckReport } from './report/report.ts'
import { sourcesOf } from './report/source-lines.ts'
import { isInstalled } from './served-folders.ts'
import type { TellProgress } from './tell-progress.ts'
import { checkIncluded } from './unincluded-files.ts'
import { examineInWorker } from './worker.ts'

/**
 * Measured: 350 open files for a route, and 60 threads with nginx. Apache has some 80 threads for each variant, as far as the
 * machine allows.
 */
const NEED: Need = { files: 1024, processes: 300 }
/** The scenario that measures the limit of streams opens a thousand files. */
const NEED_FOR_ALL: Need = { ...NEED, files: 2048 }

export interface Checked {
  readonly report: CheckReport
  readonly given: Intake
  readonly names: Names
}

/** @throws SseCompatError where nothing can be tested at all; anything else is in the report */
export async function checkOnce(
  path: string,
  options: CheckOptions,
  tell: TellProgress,
  interrupt: Pick<Interrupt, 'signal' | 'listen'>,
): Promise<Checked> {
  for (const [, value] of options.header) keepSecret(value)
  for (const [name, value] of [...options.originHeader, ...Object.entries(options.env)])
    if (isSecretName(name)) keepSecret(value)
  requireMachine(options.all ? NEED_FOR_ALL : NEED)
  const started = performance.now()
  const startedAt = new Date().toISOString()
  // Takes a moment; it runs in separate processes.
  const namespaces = namespacesFor(options.isolation)
  const adapters = adaptersOf(await loadProducts())
  const analysis = startAnalysis()
  const { given, names } =
    path === STANDARD_INPUT
      ? await readPiped(adapters, options, analysis)
      : readGiven(path, adapters, options, analysis)
  analysis.run(given.config, () => keepConfiguration(given))
  try {
    const adapter = adapters.find(({ product }) => product === given.product)
    if (adapter === undefined) throw new SseCompatError('bad-config', `${given.product} is not known here`)
    const chosen = await chooseBuild(adapter, options.build, tell, given.config, given.image)
    const isolated = await chooseIsolation(options.isolation, chosen, namespaces)
    tell(isolated.says)
    const isHere = path !== STANDARD_INPUT
    const around = {
      given: isHere && resolve(path) === given.top ? given.top : undefined,
      isInstalled: isHere && isInstalled(given.top),
    }
    const { notTested, notes: besideNotes } = analysis.run(given.config, () => {
      const beside = findFolderSettings(given.config, around, adapter, chosen.build)
      checkIncluded(given.config, adapter, chosen.build, names, beside.notTested)
      const own = adapter.notTested?.(given.config, chosen.build) ?? []
      return { ...beside, notTested: [...own, ...beside.notTested] }
    })
    const job: Job = {
      given,
      names: tableOf(names, Object.keys(given.config)),
      options,
      chosen,
      strict: isolated.kind === 'none',
    }
    // Node 22 has no DisposableStack.
    let listening: Disposable | undefined
    using _ = { [Symbol.dispose]: () => listening?.[Symbol.dispose]() }
    const listen: Interrupt['listen'] = (...args) => {
      listening = interrupt.listen(...args)
      return listening
    }
    const { signal } = interrupt
    const { routes, notes, interrupted } = await examine(job, isolated, tell, { signal, listen })
    const { build, runtime, note } = chosen
    const report: CheckReport = {
      schema: 2,
      tool: toolVersion(),
      startedAt,
      config: path,
      product: given.product,
      build: {
        id: build.id,
        version: build.version,
        origin: build.origin,
        runtime,
        ...(note === undefined ? {} : { note }),
      },
      isolation: { kind: isolated.kind, says: isolated.says },
      originHeaders: options.originHeader,
      routes: routes.map((route) => withDefaultPlaces(route, sourcesOf(given, names))),
      applies: names.applies,
      notes: [
        ...[...given.notes, ...besideNotes].map((each) => renamedNote(each, names)),
        ...notTestedNotes(notTested, names),
        ...notes,
        ...given.unfilled.map(
          ({ name, where }) => `${names.named(where)}: \${${name}} has no value; give one with --env`,
        ),
      ],
      written: [],
      tookMs: Math.round(performance.now() - started),
      interrupted,
    }
    return { report, given, names }
  } catch (error) {
    throw renamed(error, names)
  }
}

interface Read {
  readonly given: Intake
  readonly names: Names
}

function readGiven(path: string, adapters: readonly Adapter[], { env }: CheckOptions, analysis: Analysis): Read {
  try {
    const given = analysis.run(path, () => readIntake(path, { adapters, values: env }))
    return { given, names: namesOf({ path, ...given }) }
  } catch (error) {
    throw renamed(error, namesOf({ path, top: topOf(path, adapters), files: {} }))
  }
}

async function readPiped(adapters: readonly Adapter[], { env }: CheckOptions, analysis: Analysis): Promise<Read> {
  const input = await readAllInput(process.stdin)
  const given = analysis.run(STANDARD_INPUT, () => readInput(input, { adapters, values: env }))
  return { given, names: namesOfInput(given.files, given.isPrinted) }
}

async function examine(
  job: Job,
  { bubblewrap }: Isolated,
  tell: TellProgress,
  { signal, listen }: Pick<Interrupt, 'signal' | 'listen'>,
): Promise<ExaminedRoutes> {
  const { config } = job.given
  if (bubblewrap !== undefined) {
    listen(config)
    return examineInWorker(job, bubblewrap, tell, signal)
  }
  // Loaded on demand, because the worker loads the same modules itself.
  const { examineRoutes } = await import('./examine-routes.ts')
  const started = performance.now()
  const start = async () => {
    listen(config, performance.now() - started)
    if (job.chosen.runtime === 'local') return (await import('../runtimes/local.ts')).startLocal()
    return (await import('../runtimes/docker.ts')).startDocker({ network: 'internal' })
  }
  return examineRoutes(job, start, tell, signal)
}
