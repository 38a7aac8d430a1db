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
