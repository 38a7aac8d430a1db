/**
 * docs/self-test.md: its tables as the defects declare them, and what the whole matrix showed in scenarios that are not a
 * defect's own. Pure.
 */
import type { Defect, Scenario } from '../model/index.ts'

/** What a defect breaks in scenarios that are not its own: `<scenario>/<criterion>` by defect. */
export type Elsewhere = Readonly<Record<string, readonly string[]>>

export interface Declared {
  readonly scenarios: readonly Pick<Scenario, 'id' | 'title' | 'criteria'>[]
  readonly defects: readonly (Defect & { readonly scenario: string })[]
}

const INTRO = `# The self-test

<!-- Written by scripts/self-test-doc.ts; a test compares it with what is declared and played. -->

Who says that the harness would notice? Beside real proxies it plays a faithful one of its own, which must pass everything, and
the same one with a defect, which must not. \`npm test\` plays each defect against the scenario that declares it
(\`scenarios/<id>/defect.ts\`), on every value of its axes, and compares what broke with what is declared: nothing less, and nothing more.
\`npm run test:full\` plays every scenario against every defect.
`

const LEGEND = `## Each scenario and its own defects

A word in a table is the class that the criterion observes in at least one cell; an empty place: it passes, or shows what it shows of the
faithful proxy. *n/a*: it becomes not-applicable in at least one cell, since another finding makes it meaningless.
A criterion in *italics* is informative: it tells, and judges nothing.
`

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`

function table({ id, title, criteria }: Declared['scenarios'][number], defects: Declared['defects']): string {
  const own = defects.filter(({ scenario }) => scenario === id)
  const shown = criteria.filter(({ classes }) => classes.length > 1)
  const numbers = criteria.filter((one) => !shown.includes(one)).map((one) => `*${one.id}*`)
  const head = shown.map((one) => (one.kind === 'informative' ? `*${one.id}*` : one.id))
  const rows = own.map((defect) => {
    const cells = shown.map((criterion) => cellOf(defect, `${id}/${criterion.id}`))
    return row([`\`${defect.id}\`: ${defect.title}`, ...cells])
  })
  const lines = [row(['defect', ...head]), row(['---', ...head.map(() => '---')]), ...rows]
  const rest = numbers.length === 0 ? '' : `\nOnly a number, which no defect can break: ${numbers.join(', ')}.\n`
  return `### ${id}\n\n${title}\n\n${lines.join('\n')}\n${rest}`
}

const cellOf = ({ breaks, blocks }: Defect, criterion: string): string =>
  [breaks[criterion], blocks.includes(criterion) ? '*n/a*' : undefined].filter((word) => word !== undefined).join(', ')

function neverAlone({ scenarios, defects }: Declared): string {
  const judging = scenarios.flatMap(({ id, criteria }) =>
    criteria.filter(({ kind }) => kind !== 'informative').map((criterion) => `${id}/${criterion.id}`),
  )
  const broken = defects.map((defect) => ({
    defect,
    criteria: Object.keys(defect.breaks).filter((id) => judging.includes(id)),
  }))
  const lines = judging
    .filter((id) => !broken.some(({ criteria }) => criteria.length === 1 && criteria[0] === id))
    .flatMap((id) => broken.filter(({ criteria, defect }) => criteria[0] === id && defect.neverAlone !== undefined))
    .map(({ criteria, defect }) => `- ${criteria[0]} (\`${defect.id}\`): ${defect.neverAlone}`)
  return `## Never broken alone

For every other judging criterion there is a defect that breaks it and no other judging one of its scenario. The defects of these
break others as well, and say why it cannot be otherwise:

${lines.sort(order).join('\n')}
`
}

/** The part that needs no play. */
export function declaredPart(declared: Declared): string {
  const tables = byId(declared.scenarios).map((scenario) => table(scenario, declared.defects))
  return [INTRO, LEGEND, ...tables, neverAlone(declared)].join('\n')
}

/** @param own ids of the scenarios that meet only their own defects in the whole matrix */
export function playedPart(elsewhere: Elsewhere, own: readonly string[]): string {
  const lines = Object.entries(elsewhere)
    .filter(([, criteria]) => criteria.length > 0)
    .sort(([a], [b]) => order(a, b))
    .map(([defect, criteria]) => `- \`${defect}\`: ${grouped(criteria)}`)
  const silent = Object.keys(elsewhere).filter((defect) => elsewhere[defect]?.length === 0)
  return `## Where else a defect shows

In the whole matrix each defect meets every other scenario too, on the first value of its axis \`front\`; what it breaks there in at least one cell
is below. The matrix was played three times, and only what every play showed is kept: where a defect and the acts of a foreign
scenario meet by chance (a timer's tick, an event's number), another play may show more. Left out are scenarios that need a browser or are heavy: ${[...own].sort(order).join(', ')}.

${lines.join('\n')}

Nowhere else: ${silent
    .sort(order)
    .map((defect) => `\`${defect}\``)
    .join(', ')}.
`
}

/** `burst/tail`, `burst/whole`, `delivery/live` → `burst (tail, whole), delivery (live)`. */
function grouped(criteria: readonly string[]): string {
  const groups = new Map<string, string[]>()
  for (const criterion of [...criteria].sort(order)) {
    const [scenario = '', id = ''] = criterion.split('/')
    groups.set(scenario, [...(groups.get(scenario) ?? []), id])
  }
  return [...groups].map(([scenario, ids]) => `${scenario} (${ids.join(', ')})`).join(', ')
}

/** Reads `playedPart` back. */
export function readElsewhere(text: string): Elsewhere {
  const lines = [...text.slice(text.indexOf('## Where else')).matchAll(/^- `([^`]+)`: (.*)$/gm)]
  return Object.fromEntries(
    lines.map(([, defect = '', groups = '']) => [
      defect,
      [...groups.matchAll(/([\w-]+) \(([^)]*)\)/g)].flatMap(([, scenario, ids = '']) =>
        ids.split(', ').map((id) => `${scenario}/${id}`),
      ),
    ]),
  )
}

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
const byId = <T extends { readonly id: string }>(all: readonly T[]): T[] => [...all].sort((a, b) => order(a.id, b.id))
