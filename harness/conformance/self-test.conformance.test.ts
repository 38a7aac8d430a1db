/** Tests the harness itself: the criterion × defect matrix that was run equals the declarations of the defects. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, inject, test } from 'vitest'
import { loadCatalog } from '../matrix/catalog.ts'
import { TOP } from '../matrix/folders.ts'
import type { CellVerdict } from '../model/index.ts'
import type { SelfTest } from '../run/run-self-test.ts'
import { elsewhereOf, shownBy, uncaught } from '../verdict/self-test.ts'
import { declaredPart, readElsewhere } from '../verdict/self-test-doc.ts'
import { isFull, ONLY_FULL } from './parts.ts'
import { resultsIn } from './results.ts'

const { selfTest } = await resultsIn(inject('conformanceFolder'))
const ran = JSON.parse(readFileSync(selfTest, 'utf8')) as Omit<SelfTest, 'traces'>
const { scenarios, defects } = await loadCatalog()
/** Scenarios that need a browser, which not every machine has. */
const optional = scenarios.filter(({ needs }) => needs.includes('browser')).map(({ id }) => id)
const isLeftOut = ({ scenario, outcome }: CellVerdict): boolean =>
  outcome.state === 'skipped' && optional.includes(scenario)
const named = scenarios.flatMap(({ id, criteria }) =>
  criteria.map((criterion) => ({ id: `${id}/${criterion.id}`, criterion })),
)

test.for(ran.faithful)('the faithful proxy passes $question', (cell, { skip }) => {
  const { outcome, findings } = cell
  skip(isLeftOut(cell), 'no browser')
  expect(outcome.state, JSON.stringify(outcome)).toBe('complete')
  expect(findings.filter((finding) => finding.outcome === 'fail' || finding.outcome === 'noisy')).toEqual([])
})

describe('defects', () => {
  test.for(defects)('$id: $title', ({ id, scenario, breaks, blocks }, { skip }) => {
    const own = (ran.defects[id] ?? []).filter((cell) => cell.scenario === scenario)
    skip(own.some(isLeftOut), 'no browser')
    const shown = shownBy(own, ran.faithful)
    expect(shown.breaks).toEqual(breaks)
    expect([...shown.blocks].sort()).toEqual([...blocks].sort())
  })

  test('every class that is declared is one of its criterion', () => {
    const classes = Object.fromEntries(named.map(({ id, criterion }) => [id, criterion.classes]))
    const wrong = defects.flatMap(({ id, breaks }) =>
      Object.entries(breaks)
        .filter(([criterion, observed]) => classes[criterion]?.includes(observed) !== true)
        .map(([criterion, observed]) => `${id}: ${criterion} = ${observed}`),
    )
    expect(wrong).toEqual([])
  })

  test('every criterion has a defect that only it catches, or one that says why not', () => {
    // A criterion with one class only measures; it is verified by comparison with another measurement.
    const judged = named.filter(({ criterion }) => criterion.classes.length > 1)
    expect(
      uncaught(
        judged.map(({ id, criterion: { kind } }) => ({ id, kind })),
        defects,
      ),
    ).toEqual([])
  })
})

describe('docs/self-test.md', () => {
  const text = readFileSync(join(TOP, 'docs', 'self-test.md'), 'utf8')

  test('has the tables that the defects declare (else: node scripts/self-test-doc.ts)', () => {
    expect(text.startsWith(declaredPart({ scenarios, defects }))).toBe(true)
  })

  test('says nothing of other scenarios that was not run', { skip: !isFull(), meta: ONLY_FULL }, () => {
    const shown = elsewhereOf(defects, ran)
    const gone = Object.entries(readElsewhere(text)).flatMap(([defect, criteria]) =>
      criteria.filter((one) => shown[defect]?.includes(one) !== true).map((one) => `${defect}: ${one}`),
    )
    expect(gone).toEqual([])
  })
})
