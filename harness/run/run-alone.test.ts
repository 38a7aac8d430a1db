import { expect, test } from 'vitest'
import { createTurns } from './run-alone.ts'

/** Work that ends on request, and records what ran at the same time. */
function createWork() {
  const running = new Set<string>()
  const seen: string[] = []
  return {
    seen,
    of(name: string) {
      const done = Promise.withResolvers<void>()
      const started = Promise.withResolvers<void>()
      return {
        started: started.promise,
        end: () => done.resolve(),
        async work(): Promise<string> {
          running.add(name)
          seen.push([...running].join('+'))
          started.resolve()
          await done.promise
          running.delete(name)
          return name
        },
      }
    },
  }
}

test('what runs alone waits for all others, and all others wait for it', async () => {
  const turns = createTurns()
  const work = createWork()
  const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((name) => work.of(name)) as [
    ReturnType<typeof work.of>,
    ReturnType<typeof work.of>,
    ReturnType<typeof work.of>,
    ReturnType<typeof work.of>,
  ]
  const first = [turns.beside(a.work), turns.beside(b.work)]
  const alone = turns.alone(c.work)
  const after = turns.beside(d.work)
  await Promise.all([a.started, b.started])
  a.end()
  b.end()
  await c.started
  c.end()
  await d.started
  d.end()
  expect(await Promise.all([...first, alone, after])).toEqual(['a', 'b', 'c', 'd'])
  expect(work.seen).toEqual(['a', 'a+b', 'c', 'd'])
})

test('two that run alone do not run at the same time, and one that fails stops nobody', async () => {
  const turns = createTurns()
  const work = createWork()
  const good = work.of('good')
  good.end()
  const failing = turns.alone(() => Promise.reject(new Error('broken')))
  const next = turns.alone(good.work)
  await expect(failing).rejects.toThrow('broken')
  expect(await next).toBe('good')
  expect(await turns.beside(async () => 'beside')).toBe('beside')
})

test('as many run alone at the same time as each of them allows, in their order', async () => {
  const turns = createTurns()
  const work = createWork()
  const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((name) => work.of(name)) as [
    ReturnType<typeof work.of>,
    ReturnType<typeof work.of>,
    ReturnType<typeof work.of>,
    ReturnType<typeof work.of>,
  ]
  const done = [turns.alone(a.work, 2), turns.alone(b.work, 2), turns.alone(c.work, 2), turns.alone(d.work)]
  await Promise.all([a.started, b.started])
  a.end()
  await c.started
  b.end()
  await done[1]
  c.end()
  await d.started
  d.end()
  expect(await Promise.all(done)).toEqual(['a', 'b', 'c', 'd'])
  expect(work.seen).toEqual(['a', 'a+b', 'b+c', 'd'])
})
