import { Writable } from 'node:stream'
import { expect, test } from 'vitest'
import { flushed } from './flushed.ts'

test('what was written is passed on before, however slow the reader is', async () => {
  let read = 0
  const stream = new Writable({
    highWaterMark: 10,
    write(part: Buffer, _, done) {
      read += part.length
      setImmediate(done)
    },
  })
  for (let n = 0; n < 100; n += 1) stream.write('x'.repeat(1000))
  expect(read).toBeLessThan(100_000)
  await flushed(stream)
  expect(read).toBe(100_000)
})

test('a reader that is gone is not waited for', async () => {
  const stream = new Writable({ write: (_part, _encoding, done) => done(new Error('EPIPE')) })
  stream.on('error', () => {})
  stream.write('x')
  await flushed(stream)
})
