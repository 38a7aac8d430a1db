import { expect, test } from 'vitest'
import type { Content } from '../../servers/relay/pieces.ts'
import { readResponseHead } from '../client/head.ts'
import type { Observation } from './observe.ts'
import { problemOf } from './problem.ts'

const NOTHING = Buffer.alloc(0)
const event: Content = { fact: 'event', id: '', event: 'message', data: '', size: 0, digest: '', t: 0 }
const observation = (events: number): Observation => ({
  response: {
    head: readResponseHead('HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n'),
    raw: NOTHING,
    at: 0,
  },
  pieces: [
    {
      raw: NOTHING,
      decoded: NOTHING,
      bytes: 9,
      content: Array.from({ length: events }, () => event),
      at: 0,
      atBoundary: true,
    },
  ],
  end: undefined,
  headAfter: 1,
  firstAfter: 1,
  lasted: 3000,
  bytes: 400_000,
  recording: undefined,
  stall: 0,
  ends: undefined,
})

test('a flood of small events is one before it is one of bytes', () => {
  expect(problemOf(observation(48_000), 'http://a/')).toBe(
    'http://a/ sent 48,000 events in 3.0 s: it floods its clients, and was not read further',
  )
  expect(problemOf(observation(5000), 'http://a/')).toBeUndefined()
})
