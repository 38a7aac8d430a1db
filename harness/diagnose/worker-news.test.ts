import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { linesOf, readNews } from './worker-news.ts'

async function lines(parts: readonly string[], most?: number): Promise<string[]> {
  const all: string[] = []
  for await (const line of linesOf(Readable.from(parts.map((part) => Buffer.from(part))), most)) all.push(line)
  return all
}

test('lines are put together again, whatever parts they come in', async () => {
  expect(await lines(['a', 'b\nc\n\n', 'd'])).toEqual(['ab', 'c', '', 'd'])
  expect(await lines(['a\n'])).toEqual(['a'])
})

test('a worker that prints without end is not listened to', async () => {
  await expect(lines(Array(20).fill('x'.repeat(10)), 100)).rejects.toMatchObject({ code: 'worker-ended' })
  expect(await lines(Array(10).fill('x'.repeat(10)), 100)).toEqual(['x'.repeat(100)])
})

const DONE = { routes: [{ grade: 'works', failing: [], replaced: [] }], notes: ['a'], interrupted: false }

test.for([
  { tell: 'a' },
  { tell: 'a', about: 'running' },
  { done: DONE },
  { failed: { code: 'a', message: 'b', where: 'c:1' } },
])('%j is news', (news) => {
  expect(readNews(JSON.stringify(news))).toEqual(news)
})

test.for([
  '',
  'bwrap: odd',
  '{',
  'null',
  '[]',
  '{}',
  '{"tell":1}',
  '{"done":null}',
  JSON.stringify({ done: { ...DONE, routes: {} } }),
  JSON.stringify({ done: { ...DONE, routes: [null] } }),
  JSON.stringify({ done: { ...DONE, notes: [1] } }),
  '{"failed":{"code":"a","message":{}}}',
  '{"failed":{"code":"a","message":"b","where":[]}}',
])('%s is none, and ends in one line', (line) => {
  expect(() => readNews(line)).toThrow(expect.objectContaining({ code: 'worker-ended' }))
})
