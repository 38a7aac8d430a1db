import { expect, test } from 'vitest'
import { readResponseHead } from '../client/head.ts'
import { serverLimit } from './server-limit.ts'

const found = (fields: string, lasted: number, ended = false) =>
  serverLimit(readResponseHead(`HTTP/1.1 200 OK\r\n${fields}\r\n\r\n`).headers, {
    end: ended ? { t: 0, how: 'complete', detail: '' } : undefined,
    lasted,
  }).map(({ says }) => says)
const SYNC = 'Server: gunicorn\r\nConnection: close'

test('a limit of the server that was not observed is named, with the option that shows it', () => {
  expect(found(SYNC, 10_000)).toEqual([
    expect.stringMatching(/stopped after 30 s .*only 10 s were observed: --for 40s/),
  ])
})

test('no limit is named where it was observed, or where the worker has none', () => {
  expect(found(SYNC, 40_000)).toEqual([])
  expect(found(SYNC, 10_000, true)).toEqual([])
  expect(found('Server: gunicorn\r\nConnection: keep-alive', 10_000)).toEqual([])
  expect(found('Server: uvicorn\r\nConnection: close', 10_000)).toEqual([])
})
