/** The harness is tested too: the played criterion × defect matrix equals what the defects declare. */
import { readFileSync } from 'node:fs'
import { describe, expect, inject, test } from 'vitest'
import { loadCatalog } from '../catalog.ts'
import type { SelfTest } from '../cli/self-test-run.ts'
import { shownBy, uncaught } from '../self-test.ts'

const played = JSON.parse(readFileSync(inject('played').selfTest, 'utf8')) as SelfTest
const { scenarios, defects } = await loadCatalog()
const named = scenarios.flatMap(({ id, criteria }) =>
  criteria.map((criterion) => ({ id: `${id}/${criterion.id}`, criterion })),
)

test.for(played.faithful)('the faithful proxy passes $question', ({ outcome, findings }) => {
  expect(outcome.state).toBe('complete')
  expect(findings.filter((finding) => finding.outcome === 'fail' || finding.outcome === 'noisy')).toEqual([])
})

describe('defects', () => {
  test.for(defects)('$id: $title', ({ id, scenario, breaks, blocks }) => {
    const own = (played.defects[id] ?? []).filter((cell) => cell.scenario === scenario)
    const shown = shownBy(own, played.faithful)
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
    // What a number is cannot be broken; that it is right is shown by comparing it with another measurement.
    const judged = named.filter(({ criterion }) => criterion.classes.length > 1)
    expect(
      uncaught(
        judged.map(({ id, criterion: { kind } }) => ({ id, kind })),
        defects,
      ),
    ).toEqual([])
  })
})
