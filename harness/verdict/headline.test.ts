import { describe, expect, test } from 'vitest'
import type { CellVerdict, CriterionVerdict, Grade } from '../model/index.ts'
import { cell, finding, passed } from './expect/fixture.ts'
import { gradeOf, headlineFor, innateOf } from './headline.ts'

const WORDS = { 'origin=close-delimited': 'with a close-delimited origin', 'front=h1': 'over h1' }
const axesOf = (origin: string, front: string) => ({ origin, front })
const grid = (results: (origin: string, front: string) => CriterionVerdict[]): CellVerdict[] =>
  ['chunked', 'close-delimited'].flatMap((origin) =>
    ['h1', 'h2'].map((front) => cell({ axes: axesOf(origin, front), findings: results(origin, front) })),
  )

const held = finding('delivery/live', 'held', { actual: 'buffered until 4,096 bytes' })
const late = finding('delivery/head', 'late', { kind: 'optimal', actual: 'headers are delayed' })
const live = passed('delivery/live', { headline: 'each event is delivered immediately' })
const refused = cell({ outcome: { state: 'refused', message: 'unknown directive "x"', where: 'x.conf:3' } })
const lacks = { state: 'refused', message: 'unknown directive "x"', where: 'x.conf:3', lacks: 'ngx_x_module' } as const
const skipped = cell({ outcome: { state: 'skipped', because: 'no build with http2' } })
const broken = cell({ outcome: { state: 'broken', stage: 'start', message: 'no port', logs: '' } })
const died = cell({ outcome: { state: 'proxy-died', message: 'signal 11', logs: '' } })
const noisy = cell({
  findings: [finding('delivery/live', 'noisy', { outcome: 'noisy', actual: 'the control stalled' })],
})

const verdicts: readonly [what: string, cells: CellVerdict[], grade: Grade, headline: string][] = [
  ['a failure everywhere has no condition', grid(() => [held]), 'broken', 'Buffered until 4,096 bytes.'],
  [
    'a failure with one value of an axis names it',
    grid((origin) => [origin === 'close-delimited' ? held : live]),
    'broken',
    'With a close-delimited origin: buffered until 4,096 bytes.',
  ],
  [
    'two axes',
    grid((origin, front) => [origin === 'chunked' && front === 'h1' ? held : live]),
    'broken',
    'With origin chunked and over h1: buffered until 4,096 bytes.',
  ],
  [
    'failures that no condition describes are counted',
    grid((origin, front) => [(origin === 'chunked') === (front === 'h1') ? held : live]),
    'broken',
    'In 2 of 4 cases: buffered until 4,096 bytes.',
  ],
  [
    'a module that the build lacks',
    [cell({ outcome: lacks })],
    'unknown',
    'Not applicable, because this build has no ngx_x_module (x.conf:3).',
  ],
  [
    'required before optimal, in a sentence each',
    grid((origin) => [late, origin === 'chunked' ? live : held]),
    'broken',
    'With a close-delimited origin: buffered until 4,096 bytes. Headers are delayed.',
  ],
  ['only optimal', grid(() => [live, late]), 'degraded', 'Headers are delayed. Each event is delivered immediately.'],
  [
    'failures under the same condition are grouped',
    grid((origin) => (origin === 'chunked' ? [live] : [held, { ...held, criterion: 'delivery/x', actual: 'cut' }])),
    'broken',
    'With a close-delimited origin: buffered until 4,096 bytes; cut.',
  ],
  [
    'many failures are counted',
    grid(() =>
      ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((name) => finding(`delivery/${name}`, 'x', { actual: `${name} fails` })),
    ),
    'broken',
    'A fails; b fails; c fails; d fails; e fails. 2 more criteria fail.',
  ],
  [
    'one more is one criterion',
    grid(() =>
      ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => finding(`delivery/${name}`, 'x', { actual: `${name} fails` })),
    ),
    'broken',
    'A fails; b fails; c fails; d fails; e fails. 1 more criterion fails.',
  ],
  [
    'an equivalent test case is not reported again',
    [
      cell({ findings: [held] }),
      cell({ axes: { origin: 'b' }, sameAs: 'nginx/defaults/delivery/chunked', findings: [held] }),
    ],
    'broken',
    'Buffered until 4,096 bytes.',
  ],
  [
    'what works, in the wording of its findings',
    grid(() => [
      live,
      finding('delivery/latency', 'measured', { kind: 'informative', outcome: 'measured', headline: 'encoded' }),
      finding('delivery/bytes', 'some', { kind: 'informative', outcome: 'fail', actual: 'not told' }),
    ]),
    'works',
    'Each event is delivered immediately; encoded.',
  ],
  ['refused', [refused, refused], 'refused', 'The proxy rejects the configuration: unknown directive "x" (x.conf:3).'],
  [
    'refused, and the rest skipped',
    [skipped, refused],
    'refused',
    'The proxy rejects the configuration: unknown directive "x" (x.conf:3).',
  ],
  [
    'rejected with one front, accepted with another',
    [cell({ findings: [live] }), refused],
    'refused',
    'The proxy rejects the configuration: unknown directive "x" (x.conf:3).',
  ],
  ['skipped', [skipped], 'unknown', 'Not judged: skipped, no build with http2.'],
  ['broken and skipped', [broken, skipped], 'unknown', 'Not judged: the harness failed (start: no port).'],
  ['only inconclusive', [noisy], 'unknown', 'Not judged: the control stalled.'],
  ['no test case', [], 'unknown', 'Not judged: no test case ran.'],
  [
    'only measured',
    [
      grid(() => [
        { ...live, outcome: 'not-applicable' },
        { ...live, outcome: 'measured', actual: 'after 4 s' },
      ]),
    ].flat(),
    'unknown',
    'Not judged: only measured: after 4 s.',
  ],
  ['no headline of any finding', [cell({ findings: [passed('a/b')] })], 'works', 'All criteria pass.'],
  ['a proxy that died', [died, cell({ findings: [live] })], 'broken', 'The proxy died: signal 11.'],
  [
    'one harness failure hides nothing',
    [broken, cell({ findings: [live] })],
    'works',
    'Each event is delivered immediately.',
  ],
]

describe('grade and headline', () => {
  test.for(verdicts)('%s', ([, cells, grade, headline]) => {
    expect(gradeOf(cells)).toBe(grade)
    expect(headlineFor(cells, WORDS)).toBe(headline)
  })
})

test('a product limitation lowers no grade and is not in the headline of a profile, unless it is required', () => {
  const known = { observed: 'late', reason: 'known', always: true }
  const always = { ...late, expectation: known }
  const cells = grid(() => [live, always])
  expect(gradeOf(cells)).toBe('works')
  expect(gradeOf([...cells, ...grid(() => [live, late])])).toBe('degraded')
  expect(headlineFor(cells, WORDS)).toBe('Each event is delivered immediately.')
  expect(innateOf(cells, WORDS)).toBe('Headers are delayed.')
  const required = grid(() => [live, { ...always, kind: 'required' }])
  expect(gradeOf(required)).toBe('broken')
  expect(headlineFor(required, WORDS)).toBe('Headers are delayed.')
  expect(innateOf(required, WORDS)).toBe('')
})
