import { expect, test } from 'vitest'
import type { Candidate } from '../../model/index.ts'
import { cover } from './cover-cases.ts'
import { explain, type TrialRuns } from './explain.ts'
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

/** A simulated proxy: the finding is fixed when one of these sets is in the change; some changes break something else. */
function simulated(
  turning: readonly string[],
  options: { breaks?: string; refuses?: string; noise?: Set<string> } = {},
) {
  const ran: string[] = []
  const { breaks = '', refuses = '', noise = new Set() } = options
  const turns = (text: string) => turning.some((set) => [...set].every((one) => text.includes(one)))
  const runs: TrialRuns = {
    async attempt(items): Promise<Tried> {
      const text = ids(items)
      ran.push(text)
      if ([...refuses].some((one) => text.includes(one)) || noise.delete(text)) return 'unclear'
      return turns(text) ? 'turned' : 'not'
    },
    retry: async (items) => (turns(ids(items)) ? 'turned' : 'not'),
    async prove(items) {
      const broken = [...breaks].filter((one) => ids(items).includes(one))
      return { turned: turns(ids(items)), worsened: broken }
    },
  }
  return { runs, ran }
}

test('of several changes that turn it, the best known is the remedy', async () => {
  const { runs } = simulated(['c', 'b'])
  expect(await explain(candidates('abc'), [], runs)).toMatchObject({ causes: [{ id: 'b' }], remedy: [{ id: 'b' }] })
})

test('a change that breaks something else is named and not taken', async () => {
  const { runs } = simulated(['b', 'c'], { breaks: 'b' })
  const { remedy, harmful } = await explain(candidates('abc'), [], runs)
  expect(ids(remedy)).toBe('c')
  expect(harmful).toMatchObject([{ candidate: { id: 'b' }, worsened: ['b'] }])
})

test('two settings that only turn it together are both the cause', async () => {
  const { runs } = simulated(['bd'])
  const { causes, remedy } = await explain(candidates('abcde'), [], runs)
  expect(ids(causes)).toBe('bd')
  expect(ids(remedy)).toBe('bd')
})

test('where nothing known helps, the lines of the route are taken out in halves', async () => {
  const lines = candidates('ABCDEFGHIJKLMNOPQRSTUVWXYZ')
  const { runs, ran } = simulated(['Q'])
  expect(ids((await explain(candidates('ab'), lines, runs)).causes)).toBe('Q')
  expect(ran.length).toBeLessThan(20)
})

test('of two lines that must both go, neither alone is called the cause', async () => {
  const { runs } = simulated(['CF'])
  const { causes, remedy } = await explain([], candidates('ABCDEFGH'), runs)
  expect(ids(causes)).toBe('CF')
  expect(ids(remedy)).toBe('CF')
})

test('a line that turns it soon is not waited for behind one that takes long', async () => {
  const { runs } = simulated(['b'])
  const slow = {
    ...runs,
    attempt: (items: readonly Candidate[]) => (ids(items) === 'a' ? never : runs.attempt(items)),
  }
  expect(ids((await explain([], candidates('ab'), slow)).causes)).toBe('b')
})

test('lines that cannot all be taken out are taken out one by one', async () => {
  const { runs } = simulated(['d'], { refuses: 'b' })
  expect(ids((await explain([], candidates('abcd'), runs)).remedy)).toBe('d')
})

test('nothing found says so', async () => {
  const { runs } = simulated([])
  expect(await explain(candidates('ab'), candidates('xyz'), runs)).toMatchObject({ causes: [], remedy: [], tried: 5 })
})

test('a cause without a harmless remedy is a cause all the same', async () => {
  const { runs } = simulated(['a'], { breaks: 'a' })
  expect(await explain(candidates('a'), [], runs)).toMatchObject({ causes: [{ id: 'a' }], remedy: [] })
})

test('a line that seems to help by chance is no cause', async () => {
  const { runs } = simulated(['b'])
  const chance = { ...runs, prove: async () => ({ turned: false, worsened: [] }) }
  expect(await explain([], candidates('abc'), chance)).toMatchObject({ causes: [], remedy: [] })
})

test('noise makes the set larger, and never wrong', async () => {
  const items = candidates('abcdefgh')
  for (const lie of ['abcd', 'ab', 'b', 'cdefgh']) {
    const { runs } = simulated(['bd'], { noise: new Set([lie]) })
    const set = await minimalSet(items, runs.attempt)
    expect(ids(set ?? [])).toMatch(/b.*d/)
  }
})

test('changes that overlap are not made together', async () => {
  const { runs, ran } = simulated(['ac'])
  await explain(
    [
      candidate('a', 1),
      { ...candidate('b', 1), change: [{ file: 'a', start: 1, end: 3, text: 'b' }] },
      candidate('c', 9),
    ],
    [],
    runs,
  )
  expect(ran.every((text) => !text.includes('ab'))).toBe(true)
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

test('a change that did not help alone by chance is the cause alone, and nothing is added to the remedy', async () => {
  const { runs } = simulated(['b'])
  const unlucky: TrialRuns = {
    ...runs,
    attempt: async (items) => (ids(items) === 'b' ? 'not' : runs.attempt(items)),
  }
  const { causes, remedy } = await explain(candidates('abc'), [], unlucky)
  expect(ids(causes)).toBe('b')
  expect(ids(remedy)).toBe('b')
})
