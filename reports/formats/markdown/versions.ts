/** Changes between the builds of a product: findings whose class is not the same on all of them. */
import type { CellVerdict, Report } from '../../../harness/model/index.ts'
import { badness, pageOf, profileKey, type Seen, whereSeen } from './cells.ts'
import { blocks, code, keyNumber, link, prose, table } from './text.ts'

/** Classes of results that could not be judged on a build, and so do not show a change. */
const UNSAID = new Set(['noisy', 'not-applicable'])

/** '' if no product ran on several builds, or all gave the same results. */
export function versions(report: Report): string {
  // Including equivalent test cases: on another build they may not be equivalent.
  const all = report.cells.flatMap((cell) => cell.findings.map((finding) => ({ cell, finding })))
  const seen: Seen[] = [...all.filter(({ cell }) => cell.outcome.state === 'complete'), ...refusals(report.cells)]
  const byProxy = Map.groupBy(seen, ({ cell }) => cell.proxy)
  const tables = [...byProxy].flatMap(([proxy, ofProxy]) => proxyTable(proxy, ofProxy, buildsOf(report, ofProxy)))
  return tables.length === 0 ? '' : blocks(['## What changed between versions', ...tables])
}

interface Build {
  readonly id: string
  readonly version: string
}

/** The builds that ran, lowest version first. */
function buildsOf({ environment }: Report, seen: readonly Seen[]): Build[] {
  const ids = [...new Set(seen.map(({ cell }) => cell.build))]
  const versionOf = (id: string): string =>
    environment.builds.find((one) => one.id === id)?.version ?? id.split('+').at(0) ?? id
  return ids
    .map((id) => ({ id, version: versionOf(id) }))
    .sort((a, b) => a.version.localeCompare(b.version, 'en', { numeric: true }) || a.id.localeCompare(b.id))
}

function proxyTable(proxy: string, seen: readonly Seen[], builds: readonly Build[]): string[] {
  if (builds.length < 2) return []
  const questions = Map.groupBy(seen, ({ cell, finding }) =>
    JSON.stringify([cell.profile, finding.criterion, Object.values(cell.axes)]),
  )
  const changes = [...questions.values()].flatMap((group) => changeOf(group, builds))
  const alike = Map.groupBy(changes, ({ criterion, classes }) => JSON.stringify([criterion, classes]))
  if (alike.size === 0) return []
  const rows = [...alike.values()].map((group) => {
    const [first] = group
    const where = Map.groupBy(group, ({ cell }) => cell.profile)
    const profiles = [...where].map(([profile, changed]) => {
      const asked = questionsOf(seen, profile, first?.criterion ?? '')
      const axes = whereSeen(
        changed.map(({ cell }) => unbuilt(cell)),
        asked.map(unbuilt),
      )
      const key = link(prose(profile), pageOf(profileKey({ proxy, profile })))
      return axes === '' ? key : `${key} (${prose(axes)})`
    })
    return [code(first?.criterion ?? ''), profiles.join('; '), ...(first?.shown ?? [])]
  })
  const sameVersion = (build: Build): boolean => builds.some((one) => one !== build && one.version === build.version)
  const source = ({ id, version }: Build): string => id.slice(id.indexOf(version) + version.length + 1)
  const names = builds.map((build) => prose(sameVersion(build) ? `${build.version} (${source(build)})` : build.version))
  return [blocks([`### ${prose(proxy)}`, table(['criterion', 'profiles', ...names], rows)])]
}

/** One test case for each combination of axes of a criterion and profile, on any build. */
function questionsOf(seen: readonly Seen[], profile: string, criterion: string): CellVerdict[] {
  const asked = seen.filter(({ cell, finding }) => cell.profile === profile && finding.criterion === criterion)
  return [...new Map(asked.map(({ cell }) => [cell.question, cell])).values()]
}

/** Only axes are named: builds have their own columns. */
const unbuilt = (cell: CellVerdict): CellVerdict => ({ ...cell, build: '' })

interface Change {
  readonly cell: CellVerdict
  readonly criterion: string
  /** A class for each build. */
  readonly classes: readonly string[]
  /** The same with the mark of a failure and the first number. */
  readonly shown: readonly string[]
}

/** @param group one criterion's findings in one profile under the same axes, one for each build that ran */
function changeOf(group: readonly Seen[], builds: readonly Build[]): Change[] {
  const [first] = group
  const of = (build: Build): Seen | undefined =>
    group.filter(({ cell }) => cell.build === build.id).toSorted((a, b) => badness(b.finding) - badness(a.finding))[0]
  const onEach = builds.map(of)
  const said = onEach.flatMap((one) => one?.finding.observed ?? []).filter((observed) => !UNSAID.has(observed))
  if (first === undefined || new Set(said).size < 2) return []
  return [
    {
      cell: first.cell,
      criterion: first.finding.criterion,
      classes: onEach.map((one) => one?.finding.observed ?? '–'),
      shown: onEach.map(shownAs),
    },
  ]
}

function shownAs(one: Seen | undefined): string {
  if (one === undefined) return '–'
  const { outcome, observed, measures } = one.finding
  const number = keyNumber(measures)
  return outcome === 'fail' ? `**✗ ${prose(observed)}**${number}` : `${prose(observed)}${number}`
}

/** A build that rejects a configuration is a change too: reported once per profile. */
function refusals(cells: readonly CellVerdict[]): Seen[] {
  const refused = new Set(cells.filter(({ outcome }) => outcome.state === 'refused').map(profileKey))
  const once = Map.groupBy(
    cells.filter((cell) => refused.has(profileKey(cell))),
    (cell) => `${profileKey(cell)} ${cell.build}`,
  )
  return [...once.values()].flatMap(([cell]) => {
    if (cell === undefined) return []
    const { outcome } = cell
    const observed =
      outcome.state !== 'refused' ? 'accepted' : outcome.lacks === undefined ? 'refused' : 'lacks a module'
    return [
      {
        cell: { ...cell, axes: {} },
        finding: {
          criterion: 'configuration',
          kind: 'required',
          title: 'The proxy accepts the configuration.',
          outcome: observed === 'refused' ? 'fail' : 'pass',
          observed,
          expected: 'accepted',
          actual: observed,
          measures: {},
          evidence: [],
          against: 'unlisted',
        },
      },
    ]
  })
}
