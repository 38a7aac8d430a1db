/** docs/versions.md: what differs between versions of a product, from a run on several builds. Pure. */
import type { CellVerdict, Report } from '../../../harness/model/index.ts'
import { blocks, code, prose, table } from './text.ts'
import { versions } from './versions.ts'

/** The criteria of RFC 10036, with the heads of their columns. */
const INCREMENTAL = [
  ['incremental/answer-field', 'in a response'],
  ['incremental/request-field', 'in a request'],
  ['incremental/answer', 'effect on a response'],
  ['incremental/request', 'effect on a request'],
] as const

export function versionsDoc(report: Report): string {
  const { environment } = report
  const builds = environment.builds.map(({ id, product, version, origin }) => [
    product,
    version,
    code(id),
    prose(origin),
  ])
  const profiles = [...new Set(report.cells.map(({ proxy, profile }) => `${proxy}/${profile}`))].map(code).join(', ')
  return `${blocks([
    '# What differs between versions of nginx and Apache',
    `Written by \`node scripts/versions-doc.ts <run>\` from a run on several builds, never from changelogs: ${environment.startedAt.slice(0, 10)}, ${report.cells.length} test cases on ${profiles}.`,
    table(['product', 'version', 'build', 'source'], builds),
    changes(report),
    '## `Incremental` (RFC 10036)',
    'Whether the field arrives as it was sent, and what it changes: *live-anyway*: streamed without it; *honoured*: streamed only with it; *ignored*: buffered despite it. See [incremental](../scenarios/incremental/README.md).',
    table(['product', 'version', 'profile', ...INCREMENTAL.map(([, head]) => head)], incremental(report)),
  ])}\n`
}

/** The table of a report, with links to the profiles instead of a run's pages. */
function changes(report: Report): string {
  const text = versions(report)
  return (text || '## What changed between versions\n\nNothing that these profiles show.').replace(
    /\(profiles\/(\w+)-([\w-]+)\.md\)/g,
    '(../proxies/$1/profiles/$2.conf)',
  )
}

function incremental({ cells, environment }: Report): string[][] {
  const versionOf = ({ build }: CellVerdict): string =>
    environment.builds.find(({ id }) => id === build)?.version ?? build
  // Including equivalent test cases: on another build they may not be equivalent.
  const seen = cells
    .filter(({ scenario }) => scenario === 'incremental')
    .flatMap((cell) => cell.findings.map((finding) => ({ cell, finding })))
    // A configuration that a version refuses has one finding, of another kind.
    .filter(({ finding }) => INCREMENTAL.some(([criterion]) => criterion === finding.criterion))
  const rows = Map.groupBy(seen, ({ cell }) => JSON.stringify([cell.proxy, versionOf(cell), cell.profile]))
  return [...rows]
    .sort(([a], [b]) => a.localeCompare(b, 'en', { numeric: true }))
    .map(([key, found]) => [
      ...(JSON.parse(key) as string[]).map(prose),
      ...INCREMENTAL.map(([criterion]) => {
        const classes = found.filter(({ finding }) => finding.criterion === criterion)
        return [...new Set(classes.map(({ finding }) => finding.observed))].map(prose).join(', ')
      }),
    ])
}
