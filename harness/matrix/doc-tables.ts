/** Documentation tables that are generated from the catalog: scripts/doc-tables.ts writes them, a test compares them. Pure. */
import type { CheckUse, Scenario } from '../model/index.ts'
import type { Catalog, Product } from './catalog.ts'

type Row = readonly string[]

const line = (cells: Row): string => `| ${cells.join(' | ')} |`
const table = (head: Row, rows: readonly Row[]): string =>
  `${[line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n')}\n`
const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('*', '\\*')

const QUESTIONS: Row = ['scenario', 'question']
const PROFILES: Row = ['profile', 'what it is', 'why it is here']
const DECLARED: Row = ['scenario', 'in `check`', 'answers', 'depends on', 'stall tolerance']

const questionTable = (scenarios: readonly Scenario[]): string =>
  table(
    QUESTIONS,
    scenarios.map(({ id, question }) => [`[${id}](scenarios/${id}/)`, question]),
  )

const profileTable = ({ profiles }: Product): string =>
  table(
    PROFILES,
    profiles.map(({ id, title, why }) => [`[${id}](profiles/${id}.conf)`, cell(title), cell(why)]),
  )

const USE: Readonly<Record<CheckUse, string>> = {
  default: 'yes',
  all: 'with `--all`',
  separate: 'with `--all`, alone',
  purpose: 'with `--for`',
  never: 'no',
}

const declaredTable = (scenarios: readonly Scenario[]): string =>
  table(
    DECLARED,
    scenarios.map(({ id, check, answers, dependsOn, stallTolerance }) => [
      `[${id}](../scenarios/${id}/)`,
      USE[check],
      Object.entries(answers)
        .map(([question, ids]) => (ids === 'every' ? question : `${question} (${ids.join(', ')})`))
        .join(', '),
      dependsOn.filter((one) => !one.startsWith(`${id}/`)).join(', '),
      `${stallTolerance} ms`,
    ]),
  )

/** The page with the table that has this head replaced; unchanged where the page has none. */
function withTable(page: string, head: Row, made: string): string {
  const from = page.indexOf(`${line(head)}\n`)
  if (from === -1) return page
  const rest = page.slice(from)
  const length = rest.split('\n').findIndex((text) => !text.startsWith('|'))
  return (
    page.slice(0, from) +
    made +
    rest
      .split('\n')
      .slice(length === -1 ? undefined : length)
      .join('\n')
  )
}

/** A page that contains such tables: its path from the repository's top, and its text with current tables. */
export interface DocPage {
  readonly path: string
  made(page: string): string
}

export function docPages({ scenarios, products }: Pick<Catalog, 'scenarios' | 'products'>): DocPage[] {
  return [
    { path: 'README.md', made: (page) => withTable(page, QUESTIONS, questionTable(scenarios)) },
    { path: 'docs/scenarios.md', made: (page) => withTable(page, DECLARED, declaredTable(scenarios)) },
    ...products
      .filter(({ adapter, profiles }) => adapter !== undefined && profiles.length > 0)
      .map((product) => ({
        path: `${product.folder}/README.md`,
        made: (page: string) => withTable(page, PROFILES, profileTable(product)),
      })),
  ]
}
