/**
 * Runs the cases by `check` with real proxies, as users do: by default the most informative ones, with `SSE_COMPAT_TEST=full`
 * all. What is known without running is tested in `cases.test.ts`.
 */

import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { describe, expect, test } from 'vitest'
import { findBuilds } from '../harness/builds/find-builds.ts'
import { isFull } from '../harness/conformance/parts.ts'
import type { CheckReport, RouteReport } from '../harness/diagnose/report/report.ts'
import { CACHE } from '../harness/matrix/folders.ts'
import { adapter as apache } from './apache/adapter.ts'
import { type Case, cases, linesIn, type RightRoute, unmatched } from './cases.fixture.ts'
import { adapter as nginx } from './nginx/adapter.ts'

const MAIN = fileURLToPath(new URL('../harness/cli/main.ts', import.meta.url))
/** A route takes some 15 s, and a case has up to three routes. */
const LONG = 600_000
/**
 * All cases together: seventy of them, one after the other, take some three quarters of an hour on an idle machine, and several times that beside other work.
 * `-t apache/` runs a part.
 */
const LONGEST = 5_400_000
const began = performance.now()
/** Nothing to test. A route takes some 15 s: `diagnose.test.ts` has those that each change should pass. */
const TELLING = ['nginx/stream-block']

const { builds } = await findBuilds([nginx, apache], { runtime: 'local', cache: CACHE })
const chosen = cases.filter(
  ({ name, product }) => (isFull() || TELLING.includes(name)) && builds.some((build) => build.product === product),
)

async function check({ name, folder, given }: Case) {
  const left = LONGEST - (performance.now() - began)
  const limit = Math.max(1, Math.min(LONG - 10_000, left))
  const { exitCode, stdout, stderr, timedOut } = await execa(process.execPath, [MAIN, 'check', given, '--json'], {
    reject: false,
    stdin: 'ignore',
    cwd: folder,
    env: { NO_COLOR: '1' },
    timeout: limit,
  })
  if (timedOut)
    throw new Error(`${name}: check did not end within ${Math.round(limit / 1000)} s. ${stderr.slice(-500)}`)
  return { exitCode, stdout, stderr }
}

const failing = chosen.filter(({ right }) => right.error !== undefined)
describe.skipIf(failing.length === 0)('nothing to test', () => {
  test.for(failing)('$name: $right.about', async (each) => {
    const { at = '', says, advice = '' } = each.right.error ?? { says: '' }
    const { exitCode, stdout, stderr } = await check(each)
    expect(exitCode).toBe(2)
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: each.right.error?.code } })
    // A sentence of its own begins with a capital.
    for (const words of [at, says, advice]) expect(stderr.toLowerCase()).toContain(words.toLowerCase())
  })
})

const tested = chosen.filter(({ right }) => right.error === undefined)
describe.skipIf(tested.length === 0)('what comes of each route', { timeout: LONG }, () => {
  test.for(tested)('$name: $right.about', async (each) => {
    const { right } = each
    const { exitCode, stdout, stderr } = await check(each)
    expect(stderr).toBe('')
    const report = JSON.parse(stdout) as CheckReport
    const routes = report.routes.map((route, at) => seen(route, right.routes?.[at]))
    expect(routes).toEqual(right.routes?.map(expected))
    const said = unmatched(report.notes, [...(right.notes ?? []), ...(right.notTested ?? []), ...(right.remarks ?? [])])
    expect(said.filter((one) => one.startsWith('not said'))).toEqual([])
    expect(exitCode).toBe(right.exit)
  })
})

/** Only the fields that the expected result names. */
function expected({ at, path, host = '', fronts = ['h1'], ...right }: RightRoute) {
  const { grade, headline, causes = {}, fix, narrower, application, streams } = right
  return { at, path, host, fronts, grade, headline: headline ?? '', causes, fix, narrower, application, streams }
}

function seen(route: RouteReport, right: RightRoute | undefined): ReturnType<typeof expected> {
  const { where, path, host, fronts, grade, headline, failing, combined, narrower, application, streams } = route
  const causes = Object.keys(right?.causes ?? {}).map((criterion) => {
    const found = failing.filter((one) => one.criterion === criterion && one.innate === undefined)
    const named = found.map(({ causes: [cause] }) => (cause ? `${cause.where ?? 'default'} ${cause.name}` : 'none'))
    return [criterion, [...new Set(named)].join(', ')]
  })
  const most = streams?.tested.find(({ decidedBy }) => decidedBy !== undefined)
  const limit = streams?.limits.find((one) => one.where === right?.streams?.by)
  return {
    at: where,
    path,
    host,
    fronts,
    grade,
    headline: headline.includes(right?.headline ?? '') ? (right?.headline ?? '') : headline,
    causes: Object.fromEntries(causes),
    fix: right?.fix && linesIn(combined?.diff ?? ''),
    narrower: right?.narrower && linesIn(narrower?.diff ?? ''),
    application: right?.application && application?.originHeaders.map((field) => field.join(': ')).join(),
    streams: right?.streams && {
      most: most?.streams ?? limit?.streams ?? 0,
      by: most?.decidedBy?.where ?? limit?.where ?? '',
    },
  }
}
