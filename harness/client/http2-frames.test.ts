import fc from 'fast-check'
import { expect, test } from 'vitest'
import { data, endStream, goaway, head200, rstStream, SETTINGS } from './http2.fixture.ts'
import { createFrameReader, maxConcurrentStreams, PREFACE } from './http2-frames.ts'

test('frames are told when they are complete, however the bytes are split', () => {
  const bytes = Buffer.concat([
    Buffer.from(PREFACE),
    ...[SETTINGS, head200(1), data(1, 'x'.repeat(300)), rstStream(3, 8), goaway(5, 2), endStream(1)],
  ])
  const expected = [
    [4, 0, 0, 0, ''],
    [1, 4, 1, 1, ''],
    [0, 0, 1, 300, ''],
    [3, 0, 3, 4, '00000008'],
    [7, 0, 0, 8, '0000000500000002'],
    [0, 1, 1, 0, ''],
  ]
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1 }), (sizes) => {
      const told: unknown[] = []
      const read = createFrameReader(PREFACE.length, ({ type, flags, stream, length, payload }) => {
        told.push([type, flags, stream, length, payload.toString('hex')])
      })
      for (let at = 0, n = 0; at < bytes.length; n++) {
        const size = sizes[n % sizes.length] ?? 1
        read(bytes.subarray(at, at + size))
        at += size
      }
      expect(told).toEqual(expected)
    }),
  )
})

test('the limit among other settings, and none', () => {
  expect(maxConcurrentStreams(Buffer.from('000400010000000300000080', 'hex'))).toBe(128)
  expect(maxConcurrentStreams(Buffer.from('000400010000', 'hex'))).toBeUndefined()
})
