/** Recorded streams through small proxies of the test: a correct one, and several with one defect each. */
import { expect, test } from 'vitest'
import type { Alteration } from '../../servers/relay/altered.ts'
import { abortedStreams } from './aborted-streams.ts'
import { sharedUrl } from './shared-url.ts'
import { CHUNKED, type Defect, recorded, route, TARGET } from './small-proxies.fixture.ts'

test('an aborted stream is seen as cut, but for one that ends with its connection', async () => {
  await using one = await route()
  expect(await abortedStreams(one, TARGET, CHUNKED, {})).toEqual([
    { how: 'inside', seen: 'cut', isKept: true, idArrives: 'unchanged' },
    { how: 'fin', seen: 'cut', isKept: true, idArrives: 'unchanged' },
    { how: 'rst', seen: 'cut', isKept: true, idArrives: 'unchanged' },
  ])
  const seen = async (alteration: Alteration) =>
    (await abortedStreams(one, TARGET, recorded(''), alteration)).map(({ seen }) => seen)
  expect(await seen({})).toEqual(['complete', 'complete', 'cut'])
  // What a server that sends chunks would change.
  expect(await seen({ chunked: true })).toEqual(['cut', 'cut', 'cut'])
})

test('a Last-Event-ID that a proxy drops or changes', async () => {
  const ids = async (change: Defect['change']) => {
    await using one = await route({ ...(change === undefined ? {} : { change }) })
    return new Set((await abortedStreams(one, TARGET, CHUNKED, {})).map(({ idArrives }) => idArrives))
  }
  expect(await ids(undefined)).toEqual(new Set(['unchanged']))
  expect(await ids(({ 'last-event-id': _, ...headers }) => headers)).toEqual(new Set(['dropped']))
  expect(await ids((headers) => ({ ...headers, 'last-event-id': 'x' }))).toEqual(new Set(['changed']))
})

test('a cache that serves one client what was sent to another, to requests that do not forbid it', async () => {
  await using correct = await route({})
  expect(await sharedUrl(correct, TARGET, CHUNKED, {})).toEqual({ waits: false })
  await using cache = await route({ stores: true })
  expect(await sharedUrl(cache, TARGET, CHUNKED, {})).toEqual({
    waits: false,
    leak: { when: 'ended', client: 'fetch' },
  })
  await using lock = await route({ stores: true, locks: true })
  expect(await sharedUrl(lock, TARGET, CHUNKED, {})).toEqual({ waits: true, leak: { when: 'ended', client: 'fetch' } })
})

test('a second client that is refused neither waits nor is served by a cache', async () => {
  await using one = await route({ most: 1 })
  expect(await sharedUrl(one, TARGET, CHUNKED, {})).toEqual({ waits: false, refused: 503 })
})

test('a cache is seen although the proxy repeats requests of other clients', async () => {
  await using one = await route({ stores: true, repeats: true })
  expect((await sharedUrl(one, TARGET, CHUNKED, {})).leak).toEqual({ when: 'ended', client: 'fetch' })
})
