import { expect, test } from 'vitest'
import { chunkReader } from './chunks.ts'
import { chunkOf } from './service.fixture.ts'

const STREAM = Buffer.from(`${chunkOf('Grüße 👩‍👩‍👧')}: alive\n\ndata: {"usage":1}\n\n${chunkOf('b')}data: [DONE]\n\n`)

test('where the bytes are cut makes no difference', () => {
  for (let cut = 0; cut <= STREAM.length; cut++) {
    const read = chunkReader()
    const [first, second] = [read(STREAM.subarray(0, cut)), read(STREAM.subarray(cut))]
    const text = [...first.blocks, ...second.blocks].map(({ plain }) => plain.toString()).join('')
    expect(text).toBe(`${chunkOf('Grüße 👩‍👩‍👧')}: \n\n${chunkOf('b')}`)
    expect(second.end).toBe('done')
  }
})

test.for([
  ['a line', 'data: ', 'x'],
  ['an event of many lines', '', 'data: x\n'],
] as const)('%s that does not end is a failure after 1 MB, and nothing behind it is read', ([, first, next]) => {
  const read = chunkReader()
  read(Buffer.from(first))
  const piece = Buffer.from(next.repeat(100_000))
  let length = 0
  for (; read(piece).end === undefined; length += next.length * 100_000) expect(length).toBeLessThan(10 * 2 ** 20)
  expect(read(Buffer.from(`\n\n${chunkOf('a')}`))).toEqual({ blocks: [], end: 'failed' })
})
