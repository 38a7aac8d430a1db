/** The total duration of a stream, and a reload, through small proxies of the test. They mostly wait, so they run at the same time. */
import { expect, test } from 'vitest'
import type { Recording } from '../../servers/relay/recording.ts'
import type { Ms } from '../model/index.ts'
import { idleLimit } from './idle.ts'
import { reloaded } from './reload.ts'
import { CHUNKED, type Defect, recorded, route, TARGET } from './small-proxies.fixture.ts'
import { totalDuration } from './total-duration.ts'

/** Comments every 500 ms, and every 100 ms. */
const WINDOW: Ms = 15_000
const SHORT_WINDOW: Ms = 600
const QUICK = { watch: 300, patience: 400 }
const CODED: Recording = {
  ...CHUNKED,
  head: Buffer.from(CHUNKED.head.toString().replace('\r\n\r\n', '\r\nContent-Encoding: gzip\r\n\r\n')),
}

/** What is reported as closed after a total duration; on a machine that stalls it is not known. */
const capOf = async (defect: Defect, recording: Recording, window: Ms) => {
  await using one = await route(defect)
  const found = await totalDuration(one, TARGET, recording, { alteration: {}, window })
  if (!('closedAfter' in found)) return 'none'
  return found.sound ? 'cap' : 'not known'
}
const reload = async (defect: Defect | undefined, recording = CHUNKED) => {
  await using one = await route(defect)
  return await reloaded(one, TARGET, recording, {}, QUICK)
}

test.concurrent.for<readonly [string, Defect, Recording, 'cap' | 'none', Ms]>([
  ['no limit', {}, CHUNKED, 'none', SHORT_WINDOW],
  ['a total duration', { total: 300 }, CHUNKED, 'cap', WINDOW],
  ['of a compressed response', { total: 300 }, CODED, 'cap', WINDOW],
  ['of a response with a length', { total: 300 }, recorded('Content-Length: 1000\r\n'), 'cap', WINDOW],
  ['of a response that ends with its connection', { total: 300 }, recorded(''), 'cap', WINDOW],
  // Between the intervals of both streams, it closes the first one only.
  ['an idle limit', { idle: 250 }, CHUNKED, 'none', WINDOW],
])('%s', async ([, defect, recording, expected, window]) => {
  expect([expected, 'not known']).toContain(await capOf(defect, recording, window))
})

test.for([
  ['chunks', CHUNKED],
  ['a content coding', CODED],
  ['a length', recorded('Content-Length: 1000\r\n')],
] as const)('a heartbeat keeps a stream with %s open', async ([, recording]) => {
  await using one = await route({ idle: 250 })
  const idle = (heartbeat?: Ms) =>
    idleLimit(one, TARGET, recording, { alteration: heartbeat === undefined ? {} : { heartbeat }, window: 600 })
  expect(await idle()).toHaveProperty('closedAfter')
  const kept = await idle(50)
  // A machine that stalls for longer than the proxy's limit also delays heartbeats; then it is not known.
  if ('closedAfter' in kept) expect(kept.sound).toBe(false)
  else expect(kept).toHaveProperty('openFor')
})

test.concurrent.for<readonly [Defect['reload'], Recording, object]>([
  ['nothing', CHUNKED, { stream: 'goes-on' }],
  ['nothing', CODED, { stream: 'goes-on' }],
  ['silences', CHUNKED, { stream: 'silent' }],
  ['closes', CHUNKED, { stream: 'closed', resumes: true }],
  ['fails', CHUNKED, { stream: 'unknown', because: 'the configuration is refused' }],
])('a reload that %s', async ([how, recording, expected]) => {
  expect(await reload({ reload: how ?? 'nothing' }, recording)).toMatchObject(expected)
})

test.concurrent('a reload after which a reconnect does not reach the application with its id, and a proxy that has no reload', async () => {
  const dropped = ({ 'last-event-id': _, ...headers }: Record<string, unknown>) => headers as Record<string, string>
  expect(await reload({ reload: 'closes', change: dropped })).toMatchObject({ stream: 'closed', resumes: false })
  const other = (headers: Record<string, unknown>) =>
    ('last-event-id' in headers ? { ...headers, 'last-event-id': '0' } : headers) as Record<string, string>
  expect(await reload({ reload: 'closes', change: other })).toMatchObject({ stream: 'closed', resumes: false })
  expect(await reload({})).toBeUndefined()
})
