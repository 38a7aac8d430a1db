/** What changed between the builds of a product: findings whose class is not the same on all of them. */
import type { CellVerdict, Report } from '../../../harness/model.ts'
import { badness, profileKey, type Seen } from './cells.ts'
import { blocks, code, link, measure, prose, table } from './text.ts'

/** Classes that stand for what could not be judged on one build, and so tell of no change. */
const UNSAID = new Set(['noisy', 'not-applicable'])

/** '' where no product was played on several builds, or all do the same. */
export function versions(report: Report): string {
  // Those that one build makes the same as others too: on another build they may not be.
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

/** Those that played, lowest version first. */
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
    const where = Map.groupBy(group, ({ profile }) => profile)
    const profiles = [...where].map(([profile, changed]) => {
      const axes = changed.map(({ axes }) => axes).filter((one) => one !== '')
      const key = link(prose(profile), `#${profileKey({ proxy, profile })}`)
      return axes.length === 0 ? key : `${key} (${prose(axes.join(', '))})`
    })
    return [code(first?.criterion ?? ''), profiles.join('; '), ...(first?.shown ?? [])]
  })
  const sameVersion = (build: Build): boolean => builds.some((one) => one !== build && one.version === build.version)
  const names = builds.map((build) => prose(sameVersion(build) ? build.id : build.version))
  return [blocks([`### ${prose(proxy)}`, table(['criterion', 'profiles', ...names], rows)])]
}

interface Change {
  readonly profile: string
  readonly criterion: string
  readonly axes: string
  /** A class for each build. */
  readonly classes: readonly string[]
  /** The same with the mark of a failure and the first number. */
  readonly shown: readonly string[]
}

/** @param group one criterion's findings in one profile under the same axes, one for each build that played */
function changeOf(group: readonly Seen[], builds: readonly Build[]): Change[] {
  const [first] = group
  const of = (build: Build): Seen | undefined =>
    group.filter(({ cell }) => cell.build === build.id).toSorted((a, b) => badness(b.finding) - badness(a.finding))[0]
  const onEach = builds.map(of)
  const said = onEach.flatMap((one) => one?.finding.observed ?? []).filter((observed) => !UNSAID.has(observed))
  if (first === undefined || new Set(said).size < 2) return []
  return [
    {
      profile: first.cell.profile,
      criterion: first.finding.criterion,
      axes: Object.values(first.cell.axes).join(' / '),
      classes: onEach.map((one) => one?.finding.observed ?? '–'),
      shown: onEach.map(shownAs),
    },
  ]
}

function shownAs(one: Seen | undefined): string {
  if (one === undefined) return '–'
  const { outcome, observed, measures } = one.finding
  const [key] = Object.values(measures)
  const number = key === undefined ? '' : ` ${measure(key)}`
  return outcome === 'fail' ? `**✗ ${prose(observed)}**${number}` : `${prose(observed)}${number}`
}

/** That a build does not take a configuration at all is a change too: told once a profile. */
function refusals(cells: readonly CellVerdict[]): Seen[] {
  const refused = new Set(cells.filter(({ outcome }) => outcome.state === 'refused').map(profileKey))
  const once = Map.groupBy(
    cells.filter((cell) => refused.has(profileKey(cell))),
    (cell) => `${profileKey(cell)} ${cell.build}`,
  )
  return [...once.values()].flatMap(([cell]) => {
    if (cell === undefined) return []
    const observed = cell.outcome.state === 'refused' ? 'refused' : 'accepted'
    return [
      {
        cell: { ...cell, axes: {} },
        finding: {
          criterion: 'configuration',
          kind: 'required',
          title: 'The proxy takes the configuration.',
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
