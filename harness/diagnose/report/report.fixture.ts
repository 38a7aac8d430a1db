/** A report with every field that there is: a field without a value here does not compile. */
import type { CheckReport, Remedy } from './report.ts'

/** Nothing optional, at any depth. */
type Whole<T> = T extends readonly (infer One)[]
  ? readonly Whole<One>[]
  : T extends object
    ? { readonly [Key in keyof T]-?: Whole<T[Key]> }
    : T

const DIFF = `--- a/app.conf
+++ b/app.conf
@@ -1,3 +1,3 @@
 text
-text
+text
 text
`

const CAUSE = { name: 'text', where: 'text', near: 'text', says: 'text', why: 'text', doc: 'text' }
const remedy: Whole<Remedy> = {
  titles: ['text'],
  diff: DIFF,
  originHeaders: [['text', 'text']],
  turns: [{ criterion: 'text', front: 'h1' }],
  before: { grade: 'broken', headline: 'text', passed: 1, failed: 1 },
  after: { grade: 'works', headline: 'text', passed: 2, failed: 0 },
  costs: 'text',
  isLeftOut: false,
  path: 'text',
}

const report: Whole<CheckReport> = {
  schema: 2,
  tool: 'text',
  startedAt: 'text',
  config: 'text',
  product: 'text',
  build: { id: 'text', version: 'text', origin: 'text', runtime: 'local', note: 'text' },
  isolation: { kind: 'namespaces', says: 'text' },
  originHeaders: [['text', 'text']],
  routes: [
    {
      path: 'text',
      name: 'text',
      host: 'text',
      address: 'text',
      server: 'text',
      where: 'text',
      target: 'text',
      fronts: ['h1'],
      reached: 'proven',
      grade: 'broken',
      headline: 'text',
      answers: [{ question: 'text', answer: 'text' }],
      failing: [
        {
          criterion: 'text',
          front: 'h1',
          kind: 'required',
          title: 'text',
          observed: ['text'],
          actual: 'text',
          hidden: true,
          cells: ['text'],
          causes: [CAUSE],
          remedy,
          application: remedy,
          harmful: [{ title: 'text', worsened: ['text'] }],
          innate: { says: 'text', doc: 'text', instead: 'text' },
          guard: 'text',
          tried: 1,
        },
      ],
      findings: [
        {
          criterion: 'text',
          front: 'h1',
          case: 'text',
          kind: 'informative',
          title: 'text',
          outcome: 'measured',
          observed: 'text',
          expected: 'text',
          actual: 'text',
          measures: [{ name: 'text', value: 1, unit: 'bytes', spread: { least: 1, most: 1, tries: 1 } }],
        },
      ],
      combined: remedy,
      narrower: { ...remedy, path: 'text' },
      application: remedy,
      idleTimeout: {
        ms: 1,
        timer: { directive: 'text', where: 'text', open: { where: 'text', says: 'text' } },
        substitute: 1,
      },
      heartbeat: { everyMs: 1, largestMs: 1, limitMs: 1, lapsed: true },
      streams: {
        tested: [
          {
            front: 'h1',
            streams: 1,
            limited: true,
            buffered: true,
            counts: 'all',
            next: 'text',
            inAll: { streams: 1, limited: true },
            decidedBy: CAUSE,
            decidedWith: [CAUSE],
            innate: { says: 'text', doc: 'text', instead: 'text' },
            afterUse: {
              streams: 1,
              limited: true,
              counts: 'all',
              decidedBy: CAUSE,
              decidedWith: [CAUSE],
            },
          },
        ],
        limits: [
          {
            name: 'text',
            where: 'text',
            says: 'text',
            doc: 'text',
            streams: 1,
            counts: 'all',
            how: 'text',
            http2Only: true,
            isGuard: true,
          },
        ],
        processes: { most: 1, says: 'text' },
        none: [{ where: 'text', says: 'text' }],
      },
      myths: [{ where: 'text', says: 'text', truth: 'text', doc: 'text', without: 'same' }],
      replaced: [
        {
          where: 'text',
          was: 'text',
          is: 'text',
          why: 'text',
          lacks: 'text',
          untested: { kind: 'include', name: 'text' },
        },
      ],
      lacking: ['text'],
      untested: ['text'],
      broken: true,
      undone: ['text'],
      inconclusive: [{ criterion: 'text', cells: ['text'], because: 'text' }],
    },
  ],
  applies: 'text',
  notes: ['text'],
  expected: ['another text'],
  written: [{ file: 'text', backup: 'text' }],
  tookMs: 1,
  interrupted: true,
}

/** Each of its strings that may be any text is this one; so is each line of its diffs. */
export function reportOf(text: string): CheckReport {
  const [routeOf] = report.routes
  const [failure] = routeOf?.failing ?? []
  if (routeOf === undefined || failure === undefined) throw new Error('the fixture has a route that fails')
  const { innate: _, hidden: __, ...explained } = failure
  // With `innate` the text leaves the causes out.
  const all = { ...report, routes: [{ ...routeOf, failing: [failure, { ...explained, harmful: failure.harmful }] }] }
  return JSON.parse(JSON.stringify(all), (_, value: unknown) =>
    typeof value === 'string' && /\btext\b/.test(value) ? value.replaceAll(/\btext\b/g, () => text) : value,
  ) as CheckReport
}
