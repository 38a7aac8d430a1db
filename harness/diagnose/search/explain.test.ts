import { expect, test } from 'vitest'
import type { Candidate } from '../../model/index.ts'
import { cover } from './cover-cases.ts'
import { explain, type Plays } from './explain.ts'
import { minimalSet, type Tried } from './minimal-change.ts'

const candidate = (id: string, at = id.charCodeAt(0)): Candidate => ({
  id,
  setting: { name: id, says: id, doc: '' },
  change: [{ file: 'a', start: at, end: at + 1, text: '' }],
  originHeaders: [],
  title: id,
  why: '',
})
const ids = (items: readonly Candidate[]) => items.map(({ id }) => id).join('')
const candidates = (text: string) => [...text].map((id) => candidate(id))

const never = new Promise<Tried>(() => {})

/** A simulated proxy: the finding turns when one of these sets is in the change; some changes break something else. */
function simulated(
  turning: readonly string[],
  options: { breaks?: string; refuses?: string; noise?: Set<string> } = {},
) {
  const played: string[] = []
  const { breaks = '', refuses = '', noise = new Set() } = options
  const turns = (text: string) => turning.some((set) => [...set].every((one) => text.includes(one)))
  const plays: Plays = {
    async attempt(items): Promise<Tried> {
      const text = ids(items)
      played.push(text)
      if ([...refuses].some((one) => text.includes(one)) || noise.delete(text)) return 'unclear'
      return turns(text) ? 'turned' : 'not'
    },
    async prove(items) {
      const broken = [...breaks].filter((one) => ids(items).includes(one))
      return { turned: turns(ids(items)), worsened: broken }
    },
  }
  return { plays, played }
}

test('of several changes that turn it, the best known is the remedy', async () => {
  const { plays } = simulated(['c', 'b'])
  expect(await explain(candidates('abc'), [], plays)).toMatchObject({ causes: [{ id: 'b' }], remedy: [{ id: 'b' }] })
})

test('a change that breaks something else is named and not taken', async () => {
  const { plays } = simulated(['b', 'c'], { breaks: 'b' })
  const { remedy, harmful } = await explain(candidates('abc'), [], plays)
  expect(ids(remedy)).toBe('c')
  expect(harmful).toMatchObject([{ candidate: { id: 'b' }, worsened: ['b'] }])
})

test('two settings that only turn it together are both the cause', async () => {
  const { plays } = simulated(['bd'])
  const { causes, remedy } = await explain(candidates('abcde'), [], plays)
  expect(ids(causes)).toBe('bd')
  expect(ids(remedy)).toBe('bd')
})

test('where nothing known helps, the lines of the route are taken out in halves', async () => {
  const lines = candidates('ABCDEFGHIJKLMNOPQRSTUVWXYZ')
  const { plays, played } = simulated(['Q'])
  expect(ids((await explain(candidates('ab'), lines, plays)).causes)).toBe('Q')
  expect(played.length).toBeLessThan(20)
})

test('of two lines that must both go, neither alone is called the cause', async () => {
  const { plays } = simulated(['CF'])
  const { causes, remedy } = await explain([], candidates('ABCDEFGH'), plays)
  expect(ids(causes)).toBe('CF')
  expect(ids(remedy)).toBe('CF')
})

test('a line that turns it soon is not waited for behind one that takes long', async () => {
  const { plays } = simulated(['b'])
  const slow = {
    ...plays,
    attempt: (items: readonly Candidate[]) => (ids(items) === 'a' ? never : plays.attempt(items)),
  }
  expect(ids((await explain([], candidates('ab'), slow)).causes)).toBe('b')
})

test('lines that cannot all be taken out are taken out one by one', async () => {
  const { plays } = simulated(['d'], { refuses: 'b' })
  expect(ids((await explain([], candidates('abcd'), plays)).remedy)).toBe('d')
})

test('nothing found says so', async () => {
  const { plays } = simulated([])
  expect(await explain(candidates('ab'), candidates('xyz'), plays)).toMatchObject({ causes: [], remedy: [], tried: 5 })
})

test('a cause without a harmless remedy is a cause all the same', async () => {
  const { plays } = simulated(['a'], { breaks: 'a' })
  expect(await explain(candidates('a'), [], plays)).toMatchObject({ causes: [{ id: 'a' }], remedy: [] })
})

test('a line that seems to help by chance is no cause', async () => {
  const { plays } = simulated(['b'])
  const chance = { ...plays, prove: async () => ({ turned: false, worsened: [] }) }
  expect(await explain([], candidates('abc'), chance)).toMatchObject({ causes: [], remedy: [] })
})

test('noise makes the set larger, and never wrong', async () => {
  const items = candidates('abcdefgh')
  for (const lie of ['abcd', 'ab', 'b', 'cdefgh']) {
    const { plays } = simulated(['bd'], { noise: new Set([lie]) })
    const set = await minimalSet(items, plays.attempt)
    expect(ids(set ?? [])).toMatch(/b.*d/)
  }
})

test('changes that overlap are not made together', async () => {
  const { plays, played } = simulated(['ac'])
  await explain(
    [
      candidate('a', 1),
      { ...candidate('b', 1), change: [{ file: 'a', start: 1, end: 3, text: 'b' }] },
      candidate('c', 9),
    ],
    [],
    plays,
  )
  expect(played.every((text) => !text.includes('ab'))).toBe(true)
})

test('few remedies cover everything', () => {
  const [a, b, c] = candidates('abc') as [Candidate, Candidate, Candidate]
  const turning = [
    { remedy: [a], turns: new Set(['one']) },
    { remedy: [b], turns: new Set(['one', 'two']) },
    { remedy: [c], turns: new Set(['three']) },
  ]
  expect(ids(cover(turning))).toBe('bc')
  expect(ids(cover([]))).toBe('')
})
