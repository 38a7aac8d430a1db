import { expect, test } from 'vitest'
import { readResponseHead } from '../client/head.ts'
import { givenBy } from './given.ts'

const heartbeatGiven = (every: number | undefined): boolean =>
  givenBy({
    observation: { response: undefined },
    flow: { heartbeat: every === undefined ? undefined : { every, kind: 'comment' } },
  }).has('heartbeat')

test('a heartbeat of its own is not advised once more, unless it is slower', () => {
  expect([undefined, 5000, 15_020, 30_000].map(heartbeatGiven)).toEqual([false, true, true, false])
})

test('a comment is advised for no body of another type', () => {
  const given = (type: string) => {
    const head = readResponseHead(`HTTP/1.1 200 OK\r\nContent-Type: ${type}\r\n\r\n`)
    const response = { head, raw: Buffer.alloc(0), at: 0 }
    return ['comment', 'heartbeat'].filter((id) =>
      [...givenBy({ observation: { response }, flow: { heartbeat: undefined } })].some((one) => one === id),
    )
  }
  expect(given('application/json')).toEqual(['comment', 'heartbeat'])
  expect(given('text/event-stream')).toEqual([])
})

test('to leave out informational responses is advised where there are some', () => {
  const given = (before: string) => {
    const text = 'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n'
    const response = { head: readResponseHead(text), raw: Buffer.from(before + text), at: 0 }
    return givenBy({ observation: { response }, flow: { heartbeat: undefined } }).has('final')
  }
  expect(given('')).toBe(true)
  expect(given('HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n')).toBe(false)
})
