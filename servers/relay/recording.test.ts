import { expect, test } from 'vitest'
import type { AnswerListener } from './application.ts'
import { type Recording, type ReplayEnd, replay } from './recording.ts'

const EVENT = Buffer.from('data: a\n\n')
const RECORDING: Recording = {
  head: Buffer.from('HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n'),
  pieces: [{ raw: EVENT, decoded: EVENT, bytes: EVENT.length, content: [], at: 0, atBoundary: true }],
}

test.for<ReplayEnd>(['complete', 'rst'])(
  'an end that was decided before (%s) comes after the head and the pieces',
  async (how) => {
    const seen: string[] = []
    const over = Promise.withResolvers<void>()
    const listener: AnswerListener = {
      head: () => void seen.push('head'),
      piece: () => void seen.push('piece'),
      over(end) {
        seen.push(end.how)
        over.resolve()
      },
    }
    replay(RECORDING, Promise.resolve(how))('', listener)
    await over.promise
    expect(seen).toEqual(['head', 'piece', how])
  },
)

test('a replayed response that names its protocol in a field has its own status and framing', async () => {
  const head = Buffer.from('HTTP/1.1 200 OK\r\nVia: HTTP/1.1 cache\r\nTransfer-Encoding: chunked\r\n\r\n')
  const seen = Promise.withResolvers<object>()
  replay({ ...RECORDING, head })('', { head: seen.resolve, piece: () => {}, over: () => {} })
  expect(await seen.promise).toMatchObject({ status: 200, framing: 'chunked' })
})
