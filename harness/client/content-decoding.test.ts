import { setImmediate } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { createDecoder } from './content-decoding.ts'

const piecesOf = (bytes: Buffer, size: number): Buffer[] =>
  Array.from({ length: Math.ceil(bytes.length / size) }, (_, n) => bytes.subarray(n * size, (n + 1) * size))

test('chunks that came at once are decoded at once', async () => {
  const outputs: [string, number, number][] = []
  const code = await new Promise<string>((resolve) => {
    const decoder = createDecoder('gzip', {
      output: (bytes, encoded, t) => outputs.push([bytes.toString(), encoded, t]),
      failed: resolve,
    })
    const body = gzipSync('data: a\n\n')
    for (const piece of piecesOf(body.subarray(0, 12), 2)) decoder.write(piece, 1)
    for (const piece of piecesOf(body.subarray(12), 3)) decoder.write(piece, 2)
    decoder.end(resolve)
  })
  expect(code).toBe('')
  expect(outputs).toEqual([
    [expect.any(String), 12, 1],
    [expect.any(String), gzipSync('data: a\n\n').length - 12, 2],
  ])
  expect(outputs.map(([text]) => text).join('')).toBe('data: a\n\n')
})

test('what is left of a body that nobody waits for is not decoded: nothing else would have its turn meanwhile', async () => {
  const decoder = createDecoder('gzip', { output() {}, failed() {} })
  const body = gzipSync('x'.repeat(100))
  decoder.write(body.subarray(0, 10), 0)
  for (let t = 1; t < 100_000; t += 1) decoder.write(body, t)
  decoder.destroy()
  await setImmediate()
})

test('a few bytes that become very many end the stream, and are not all decoded', async () => {
  let decoded = 0
  const code = await new Promise<string>((resolve) => {
    const decoder = createDecoder('gzip, gzip', { output: (bytes) => (decoded += bytes.length), failed: resolve })
    // 64 MB compressed to some 300 bytes.
    decoder.write(gzipSync(gzipSync(Buffer.alloc(64_000_000))), 0)
    decoder.end(resolve)
  })
  expect(code).toBe('DECODED_TOO_LARGE')
  expect(decoded).toBe(0)
})

test('whoever leaves after a piece of a long part gets no other one', async () => {
  const pieces: [number, number][] = []
  const body = gzipSync(Buffer.alloc(1000))
  const into = {
    output(bytes: Buffer, encoded: number) {
      pieces.push([bytes.length, encoded])
      if (pieces.length === 2) decoder.destroy()
    },
    failed() {},
  }
  const decoder = createDecoder('gzip', into, 100)
  decoder.write(body, 0)
  await expect.poll(() => pieces.length).toBe(2)
  await setImmediate()
  expect(pieces).toEqual([
    [100, body.length],
    [100, 0],
  ])
})

test('a field that lists very many codings fails, and costs no memory for each', async () => {
  const code = await new Promise<string>((resolve) => {
    const decoder = createDecoder('gzip,'.repeat(8000), { output: () => resolve('decoded'), failed: resolve })
    decoder.write(gzipSync('data: a\n\n'), 1)
  })
  expect(code).toBe('UNKNOWN_CODING')
})
