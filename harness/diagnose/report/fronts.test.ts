import { describe, expect, it, test } from 'vitest'
import { loadCatalog } from '../../matrix/catalog.ts'
import type { Front } from '../../model/index.ts'
import { cell, finding } from '../../verdict/expect/fixture.ts'
import { onFronts } from '../scenario-set.ts'
import { failingIn } from './describe.ts'
import { alike, FRONT_AXIS_WORDS, headlineOf, isAlike, keyOf, onFrontOf, sayCriteria } from './fronts.ts'

const BOTH = ['h1+tls', 'h2+tls'] as const
const delivery = (front: Front, actual: string, outcome: 'pass' | 'fail' = 'fail') =>
  cell({ axes: { event: '60', front }, findings: [finding('delivery/live', 'held', { outcome, actual })] })

describe('each scenario runs over the fronts that a route has', () => {
  it('whatever its own axis is, and whether it has one', async () => {
    const { scenarios } = await loadCatalog()
    const widened = onFronts(scenarios, BOTH)
    for (const { id, axes } of widened) expect([id, axes.front]).toEqual([id, id === 'http2' ? ['h2+tls'] : BOTH])
    expect(widened).toHaveLength(scenarios.length)
  })

  it('one about HTTP/2 only where that is offered', async () => {
    const { scenarios } = await loadCatalog()
    const asked = onFronts(scenarios, ['h1']).map(({ id }) => id)
    expect(scenarios.map(({ id }) => id).filter((id) => !asked.includes(id))).toEqual(['http2'])
  })
})

describe('a criterion fails by front', () => {
  it('with its own cases and figure', () => {
    const cells = [
      delivery('h1+tls', 'buffered until 16,167 bytes'),
      delivery('h2+tls', 'buffered until 4,000 bytes'),
      delivery('h2+tls', 'passes', 'pass'),
    ]
    expect(failingIn(cells, {}).map(({ front, verdict, cells: own }) => [front, verdict.actual, own])).toEqual([
      ['h1+tls', 'buffered until 16,167 bytes', ['delivery/60/h1+tls']],
      ['h2+tls', 'buffered until 4,000 bytes (in 1 of 2 cases)', ['delivery/60/h2+tls']],
    ])
  })

  it('the figure is that of most cases, as in the headline', () => {
    const cells = [1, 2, 2].map((n) => delivery('h1', `buffered until ${n} bytes`))
    expect(failingIn(cells, {})[0]?.verdict.actual).toBe('buffered until 2 bytes')
    expect(headlineOf(cells, {})).toBe('Buffered until 2 bytes.')
  })
})

test('a condition of the headline is named where the criterion is listed, too', () => {
  const origin = (name: string, outcome: 'pass' | 'fail') =>
    cell({
      axes: { origin: name, front: 'h1' },
      findings: [finding('delivery/live', 'held', { outcome, actual: 'buffered' })],
    })
  const words = { 'origin=close-delimited': 'with a close-delimited origin' }
  const some = [origin('chunked', 'pass'), origin('close-delimited', 'fail')]
  expect(headlineOf(some, words)).toBe('With a close-delimited origin: buffered.')
  expect(failingIn(some, words).map(({ verdict }) => verdict.actual)).toEqual([
    'buffered (with a close-delimited origin)',
  ])
  const all = [origin('chunked', 'fail'), origin('close-delimited', 'fail')]
  expect(failingIn(all, words).map(({ verdict }) => verdict.actual)).toEqual(['buffered'])
})

describe('the headline', () => {
  it('names the front where fronts differ', () => {
    const cells = [delivery('h1+tls', 'buffered until 16,167 bytes'), delivery('h2+tls', 'buffered until 4,000 bytes')]
    expect(headlineOf(cells, FRONT_AXIS_WORDS)).toBe(
      'Over HTTP/1.1 with TLS: buffered until 16,167 bytes. Over HTTP/2: buffered until 4,000 bytes.',
    )
  })

  it('does not where they show the same', () => {
    const cells = [delivery('h1+tls', 'closed after 60.1 s idle'), delivery('h2+tls', 'closed after 60.2 s idle')]
    expect(headlineOf(cells, FRONT_AXIS_WORDS)).toBe('Closed after 60.1 s idle.')
  })
})

it.for([
  ['closed after 60.1 s', 'closed after 60.3 s', true],
  ['until 20,296 bytes', 'until 20,298 bytes', true],
  ['until 4,000 bytes', 'until 16,167 bytes', false],
  ['status 502', 'status 500', false],
  ['held', 'cut', false],
] as const)('%s, %s: alike %s', ([one, other, alike]) => {
  expect(isAlike(one, other)).toBe(alike)
})

it('findings that fronts show alike are said once', () => {
  const some = (['h1', 'h1+tls', 'h2+tls'] as const).map((front, n) => ({
    criterion: 'delivery/live',
    front,
    actual: n === 2 ? 'until 4,000 bytes' : 'until 16,000 bytes',
  }))
  expect(alike(some).map((group) => group.map(({ front }) => front))).toEqual([['h1', 'h1+tls'], ['h2+tls']])
  expect(sayCriteria(some, ['h1', 'h1+tls', 'h2+tls'])).toEqual(['delivery/live'])
  expect(sayCriteria(some.slice(2), ['h1', 'h1+tls', 'h2+tls'])).toEqual(['delivery/live over HTTP/2'])
})

it('a key leads back', () => {
  for (const one of [{ criterion: 'state' }, { criterion: 'delivery/live', front: 'h2+tls' as const }])
    expect(onFrontOf(keyOf(one))).toEqual(one)
})
