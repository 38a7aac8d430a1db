/** docs/self-test.md: tables of the declared defects, and what the full matrix showed in scenarios other than a defect's own. Pure. */
import type { Defect, Scenario } from '../model/index.ts'

/** What a defect breaks in other scenarios: `<scenario>/<criterion>` by defect. */
export type Elsewhere = Readonly<Record<string, readonly string[]>>

export interface Declared {
  readonly scenarios: readonly Pick<Scenario, 'id' | 'question' | 'criteria'>[]
  readonly defects: readonly (Defect & { readonly scenario: string })[]
}

const INTRO = `# The self-test

<!-- Written by scripts/self-test-doc.ts; a test compares it with the declarations and the results. -->

This page shows that the harness detects what it claims to detect. Besides real proxies, it runs a faithful proxy of its own, which must
pass everything, and the same proxy with one deliberate defect, which must not. \`npm test\` runs each defect with the scenario that declares it
(\`scenarios/<id>/defect.ts\`), on every value of its axes, and compares the failing criteria with the declared ones: they must be equal.
\`npm run test:full\` runs every scenario with every defect. [Mutation testing](mutation.md) has the share of changes of the harness's own
code that its unit tests detect.
`

const LEGEND = `## Each scenario and its own defects

An entry is the class that the criterion observes in at least one test case. An empty entry: the criterion passes, or gives the same result as
for the faithful proxy. *n/a*: it becomes not-applicable in at least one test case, since another finding makes it meaningless.
A criterion in *italics* is informative: it is reported, but is not a verdict.
`

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`

function table({ id, question, criteria }: Declared['scenarios'][number], defects: Declared['defects']): string {
  const own = defects.filter(({ scenario }) => scenario === id)
  const shown = criteria.filter(({ classes }) => classes.length > 1)
  const numbers = criteria.filter((one) => !shown.includes(one)).map((one) => `*${one.id}*`)
  const head = shown.map((one) => (one.kind === 'informative' ? `*${one.id}*` : one.id))
  const rows = own.map((defect) => {
    const cells = shown.map((criterion) => cellOf(defect, `${id}/${criterion.id}`))
    return row([`\`${defect.id}\`: ${defect.title}`, ...cells])
  })
  const lines = [row(['defect', ...head]), row(['---', ...head.map(() => '---')]), ...rows]
  const rest = numbers.length === 0 ? '' : `\nOnly measured, so no defect can break it: ${numbers.join(', ')}.\n`
  return `### ${id}\n\n${question}\n\n${lines.join('\n')}\n${rest}`
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

For every other required or optimal criterion there is a defect that breaks it and no other such criterion of its scenario. The defects of
these always break others as well, for the reason given:

${lines.sort(order).join('\n')}
`
}

/** The part that can be written without a run. */
export function declaredPart(declared: Declared): string {
  const tables = byId(declared.scenarios).map((scenario) => table(scenario, declared.defects))
  return [INTRO, LEGEND, ...tables, neverAlone(declared)].join('\n')
}

/** @param own ids of the scenarios that run only with their own defects in the full matrix */
export function playedPart(elsewhere: Elsewhere, own: readonly string[]): string {
  const lines = Object.entries(elsewhere)
    .filter(([, criteria]) => criteria.length > 0)
    .sort(([a], [b]) => order(a, b))
    .map(([defect, criteria]) => `- \`${defect}\`: ${grouped(criteria)}`)
  const silent = Object.keys(elsewhere).filter((defect) => elsewhere[defect]?.length === 0)
  return `## Where else a defect shows

In the full matrix each defect also runs with every other scenario, on the first value of its axis \`front\`. The list shows what it breaks there in
at least one test case. The matrix ran three times, and only results of all three runs are listed: where a defect and a foreign
scenario interact by chance (the phase of a timer, the number of an event), another run may show more. Excluded are scenarios that need a browser or are heavy: ${[...own].sort(order).join(', ')}.

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

/** The inverse of `playedPart`. */
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
