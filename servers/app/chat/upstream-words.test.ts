import { expect, test } from 'vitest'
import { failureOf, retryAfter } from './upstream-words.ts'

test.for([
  [204, 502, 'without an event stream'],
  [302, 502, 'redirects'],
  [400, 400, 'refused this chat'],
  [401, 502, "refused this server's key"],
  [403, 502, "refused this server's key"],
  [404, 404, 'does not have this model'],
  [418, 502, 'refused this chat'],
  [429, 429, 'limits how much'],
  [500, 502, 'failed'],
  [503, 503, 'is not available'],
  [599, 502, 'failed'],
] as const)("a service's %i becomes %i: %s", ([theirs, ours, words]) => {
  const { status, message } = failureOf(theirs)
  expect(status).toBe(ours)
  expect(message).toContain(words)
  expect(message).toContain(String(theirs))
})

test.for([
  [null, undefined],
  ['7', '7'],
  ['0', '0'],
  ['999999999', '86400'],
  ['sk-secret', undefined],
  ['', undefined],
  ['Sun, 06 Nov 1994 08:49:47 GMT', '10'],
  ['Sun, 06 Nov 1994 08:49:27 GMT', '0'],
] as const)('Retry-After: %s becomes %s', ([header, expected]) => {
  expect(retryAfter(header, Date.parse('1994-11-06T08:49:37Z'))).toBe(expected)
})
