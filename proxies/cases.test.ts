/** Tests what can be determined for each case without running a proxy; `cases.run.test.ts` runs them. */

import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { mergeChanges } from '../harness/config/text-edits.ts'
import { notTestedNotes } from '../harness/diagnose/not-tested.ts'
import { NOWHERE } from '../harness/diagnose/nowhere.ts'
import { apartFromFiles, notesOfFiles } from '../harness/diagnose/order-routes.ts'
import { type Names, namesOf, renamedNote } from '../harness/diagnose/report/file-names.ts'
import { routesAsked } from '../harness/diagnose/routes-asked.ts'
import { unifiedDiff } from '../harness/diagnose/search/diff.ts'
import { checkIncluded } from '../harness/diagnose/unincluded-files.ts'
import { type Intake, readIntake } from '../harness/intake/read.ts'
import type { Candidate, ProxiedRoute, Situation } from '../harness/model/index.ts'
import { SseCompatError } from '../harness/model/index.ts'
import { adapter as apache } from './apache/adapter.ts'
import { build as apacheBuild } from './apache/build.fixture.ts'
import { remedies as apacheRemedies } from './apache/remedies.ts'
import { type Case, cases, linesIn, type RightRoute, unmatched } from './cases.fixture.ts'
import { adapter as nginx } from './nginx/adapter.ts'
import { build as nginxBuild } from './nginx/build.fixture.ts'
import { remedies as nginxRemedies } from './nginx/remedies.ts'

const PRODUCTS = [
  { adapter: nginx, build: nginxBuild, remedies: nginxRemedies },
  { adapter: apache, build: apacheBuild, remedies: apacheRemedies },
] as const

/** What `check` tests without `--path` and `--host`. */
const ANY = { path: undefined, host: undefined }

const failed = cases.filter(({ right }) => right.error !== undefined)
const tested = cases.filter(({ right }) => right.error === undefined)

const productOf = ({ product }: Pick<Case, 'product'>) => {
  const found = PRODUCTS.find(({ adapter }) => adapter.product === product)
  if (found === undefined) throw new Error(`no product ${product}`)
  return found
}

/** Reads the case in its folder, with the path as a user types it there. */
function read({ folder, given }: Case): Intake {
  return readIntake(resolve(folder, given), { adapters: PRODUCTS.map(({ adapter }) => adapter) })
}

/** Names of files as `check` prints them. */
const namesFor = ({ folder, given }: Case, intake: Intake): Names => namesOf({ path: given, ...intake }, folder)

const optionsOf = ({ tls, server, path, host }: ProxiedRoute) => ({
  tls,
  server,
  path,
  ...(host === '' ? {} : { host }),
})

const settingOf = ({ setting: { where, name } }: Candidate, { named }: Names): string =>
  `${where === undefined ? 'default' : named(where)} ${name}`

test('there are cases of each product', () => {
  expect(new Set(cases.map(({ product }) => product))).toEqual(new Set(['nginx', 'apache']))
})

describe('nothing to test', () => {
  test.for(failed)('$name: $right.about', (each) => {
    const { code, at, says, advice } = each.right.error ?? { code: '', says: '' }
    const error = errorOf(() => {
      const intake = read(each)
      const { adapter, build } = productOf(intake)
      checkIncluded(intake.config, adapter, build, namesFor(each, intake))
      routesAsked(intake.config, adapter, build, { path: undefined, host: undefined }).map((route) =>
        adapter.prepare(intake.config, NOWHERE, build, optionsOf(route)),
      )
    })
    expect(error).toMatchObject({ code, message: expect.stringContaining(says) })
    if (at !== undefined) expect(error?.where).toBe(at)
    if (advice !== undefined) expect(error?.advice).toContain(advice)
  })
})

function errorOf(action: () => void): SseCompatError | undefined {
  try {
    action()
  } catch (error) {
    if (error instanceof SseCompatError) return error
    throw error
  }
  return undefined
}

describe('what is said of the files', () => {
  test.for(tested)('$name: $right.about', (each) => {
    const { right, product } = each
    const intake = read(each)
    expect(intake.product).toBe(product)
    const { adapter, build } = productOf(intake)
    const names = namesFor(each, intake)
    expect(
      unmatched(
        intake.notes.map((note) => renamedNote(note, names)),
        right.notes,
      ),
    ).toEqual([])
    const { ofFiles } = apartFromFiles(routesAsked(intake.config, adapter, build, ANY))
    const notTested = [
      ...notTestedNotes(adapter.notTested?.(intake.config, build) ?? [], names),
      ...notesOfFiles(ofFiles, (where) => names.named(where)),
    ]
    expect(unmatched(notTested, right.notTested)).toEqual([])
    const remarks = (adapter.remarks?.(intake.config, build) ?? []).map(
      ({ where, says }) => `${names.named(where)}: ${says}`,
    )
    expect(unmatched(remarks, right.remarks)).toEqual([])
    expect(adapter.modulePackages?.(intake.config, build) ?? []).toEqual(right.packages ?? [])
  })
})

describe('each route, with what decides over it', () => {
  test.for(tested)('$name: $right.about', (each) => {
    const { right } = each
    const intake = read(each)
    const { adapter, build } = productOf(intake)
    const names = namesFor(each, intake)
    checkIncluded(intake.config, adapter, build, names)
    const { others: routes } = apartFromFiles(routesAsked(intake.config, adapter, build, ANY))
    const found = routes.map((route) => {
      const prepared = adapter.prepare(intake.config, NOWHERE, build, {
        ...optionsOf(route),
        withoutLimits: true,
        withoutLacking: true,
      })
      const untested = prepared.replaced.flatMap(({ untested }) =>
        untested === undefined ? [] : [`${untested.kind} ${untested.name}`],
      )
      const [idle] = prepared.settings.timers.filter(({ limits }) => limits === 'idle')
      return {
        at: names.named(route.where),
        name: route.name,
        path: route.path,
        host: route.host,
        fronts: route.fronts,
        idle: idle && `${idle.ms / 1000} s (${names.named(idle.where)})`,
        untested: [...new Set(untested)],
      }
    })
    expect(found).toEqual(
      (right.routes ?? []).map(({ at, name, path, host = '', fronts = ['h1'], idle, untested = [] }) => ({
        at,
        name,
        path,
        host,
        fronts,
        idle,
        untested,
      })),
    )
  })
})

/** A cause is found by running; a setting that no candidate changes would never be found. */
describe('what is to blame is among the changes at hand, and the right change is made', () => {
  const all = tested.flatMap((each) =>
    (each.right.routes ?? []).map((route) => ({ each, route, name: each.name, at: route.at, path: route.path })),
  )
  test.for(all)('$name, $at, $path', ({ each, route }) => {
    const intake = read(each)
    const { adapter, build, remedies } = productOf(intake)
    const names = namesFor(each, intake)
    const proxied = routesAsked(intake.config, adapter, build, ANY).find(
      (one) => names.named(one.where) === route.at && one.path === route.path && one.host === (route.host ?? ''),
    )
    expect(proxied).toBeDefined()
    if (proxied === undefined) return
    const situation: Situation = { config: intake.config, build, ...optionsOf(proxied) }
    const chosen = Object.entries(route.causes ?? {}).map(([criterion, cause]) =>
      criterion === 'state'
        ? remedies.without(situation, cause.split(' ')[0] ?? '', route.headline)
        : [
            ...remedies.candidates(situation, { criterion, observed: [] }),
            ...remedies.probes(situation),
            ...(remedies.guards?.(situation, { criterion, observed: UNOPENED }) ?? []).map(({ without }) => without),
          ].find((one) => settingOf(one, names) === cause),
    )
    expect(chosen.map((one) => one && settingOf(one, names))).toEqual(causesIn(route))
    const change = mergeChanges(chosen.flatMap((one) => (one === undefined ? [] : [one.change]))) ?? []
    const items = chosen.filter((one) => one !== undefined)
    // What a whole site would lose is changed for the path of a stream.
    const isWide = items.some(({ costs }) => costs !== undefined)
    const narrow = isWide ? remedies.narrowed?.(situation, items, `${proxied.path}sse/`) : undefined
    const lines = linesIn(unifiedDiff(intake.config, narrow ?? change, (file) => file))
    for (const line of route.fix ?? []) expect(lines).toContain(line)
    const application = remedies
      .application(situation, { criterion: 'delivery/live', observed: ['held'] })
      .flatMap(({ originHeaders }) => originHeaders.map((field) => field.join(': ')))
    if (route.application !== undefined) expect(application).toContain(route.application)
  })
})

/** What is observed where no response comes from the application. */
const UNOPENED = ['no-stream', 'never']

const causesIn = ({ causes = {} }: RightRoute): string[] => Object.values(causes)
