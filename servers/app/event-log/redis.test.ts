import { afterAll, describe, expect, test } from 'vitest'
import { SseCompatError } from '../../../harness/model/index.ts'
import { startServer } from '../server.ts'
import { eventually, type TestServer, testServer } from '../testing.ts'
import { findRedis, startDelay, startRedis } from './redis.fixture.ts'

const found = await findRedis()
const because = 'because' in found ? found.because : undefined
const redis = 'exec' in found ? await startRedis(found.exec) : undefined
afterAll(() => redis?.[Symbol.asyncDispose]())

let databases = 0
/** A separate log for each test. */
const freshUrl = (base = redis?.url) => `${base}/${databases++}`
const data = (events: readonly { data: string }[]) => events.map((event) => JSON.parse(event.data))
const publish = async (server: TestServer, from: number, to: number) => {
  for (let n = from; n <= to; n++) expect((await server.publish('n', n)).status).toBe(200)
}

const REASON = because === undefined ? '' : ` (${because})`

describe.skipIf(redis === undefined)(`a log in Redis${REASON}`, { timeout: 30_000 }, () => {
  test('what is published on one server reaches the subscribers of all, with the same ids in the same order', async () => {
    const redisUrl = freshUrl()
    await using a = await testServer({ redisUrl })
    await using b = await testServer({ redisUrl })
    using ofA = await a.open('/sse/stream')
    using ofB = await b.open('/sse/stream')
    await Promise.all([publish(a, 1, 20), publish(b, 21, 40)])
    const [first, second] = [await ofA.take(40), await ofB.take(40)]
    expect(first).toEqual(second)
    expect(data(first).sort((x, y) => x - y)).toEqual(Array.from({ length: 40 }, (_, n) => n + 1))
    expect((await b.stats()).published).toBe(40)
  })

  test('a subscriber resumes on the other server, without a gap', async () => {
    const redisUrl = freshUrl()
    await using a = await testServer({ redisUrl })
    await using b = await testServer({ redisUrl })
    using before = await a.open('/sse/stream')
    await publish(a, 1, 1)
    const [{ id = '' } = {}] = await before.take(1)
    await publish(a, 2, 3)
    using after = await b.open('/sse/stream', { 'Last-Event-ID': id })
    await publish(b, 4, 4)
    expect(data(await after.take(3))).toEqual([2, 3, 4])
  })

  test('one that left before its first event resumes there as well', async () => {
    const redisUrl = freshUrl()
    await using a = await testServer({ redisUrl })
    await using b = await testServer({ redisUrl })
    using before = await a.open('/sse/stream')
    const id = /^id: (\S+)$/m.exec(await before.until((text) => text.includes('retry')))?.[1] ?? ''
    await publish(a, 1, 2)
    using after = await b.open('/sse/stream', { 'Last-Event-ID': id })
    expect(data(await after.take(2))).toEqual([1, 2])
  })

  test('a server that is behind lets who comes from ahead wait, and then goes on without a gap', async () => {
    await using delay = await startDelay(redis?.port ?? 0)
    const database = `/${databases++}`
    await using a = await testServer({ redisUrl: redis?.url + database })
    await using b = await testServer({ redisUrl: delay.url + database, paces: { ...PACES, heartbeat: 10 } })
    using before = await a.open('/sse/stream')
    delay.hold()
    await publish(a, 1, 2)
    const [, { id = '' } = {}] = await before.take(2)
    await publish(a, 3, 3)
    using after = await b.open('/sse/stream', { 'Last-Event-ID': id })
    await after.until((text) => text.includes(': keep-alive'))
    expect(after.events).toEqual([])
    delay.release()
    await publish(a, 4, 4)
    expect(data(await after.take(2))).toEqual([3, 4])
  })

  test('a server that starts later knows what was published before it', async () => {
    const redisUrl = freshUrl()
    let ids: (string | undefined)[]
    {
      await using a = await testServer({ redisUrl })
      using before = await a.open('/sse/stream')
      await publish(a, 1, 5)
      ids = (await before.take(5)).map(({ id }) => id)
    }
    await using later = await testServer({ redisUrl, historySize: 2 })
    using near = await later.open('/sse/stream', { 'Last-Event-ID': ids[3] ?? '' })
    expect(data(await near.take(1))).toEqual([5])
    using far = await later.open('/sse/stream', { 'Last-Event-ID': ids[0] ?? '' })
    const [gap, ...rest] = await far.take(3)
    expect([gap?.event, gap && JSON.parse(gap.data)]).toEqual(['gap', { from: ids[0], to: ids[2] }])
    expect(data(rest)).toEqual([4, 5])
  })

  test.for(['1-1', '5', '1763700000000000', '9999999999999-0'])(
    'the id %s of another log gets a gap and no silence',
    async (id) => {
      await using server = await testServer({ redisUrl: freshUrl() })
      await publish(server, 1, 1)
      using stream = await server.open('/sse/stream', { 'Last-Event-ID': id })
      expect((await stream.take(1))[0]?.event).toBe('gap')
    },
  )

  test('Redis dies and comes back: streams stay, publishing is 503 meanwhile, and nothing acknowledged is lost', async () => {
    if (redis === undefined) return
    const redisUrl = freshUrl()
    await using a = await testServer({ redisUrl })
    await using b = await testServer({ redisUrl })
    using ofA = await a.open('/sse/stream')
    using ofB = await b.open('/sse/stream')
    const acknowledged: number[] = []
    const refused: Response[] = []
    let running = true
    const publishing = (async () => {
      for (let n = 1; running; n++) {
        const answer = await (n % 2 ? a : b).publish('n', n)
        if (answer.status === 200) acknowledged.push(n)
        else refused.push(answer)
      }
    })()
    await eventually(
      () => acknowledged.length,
      (count) => count >= 20,
    )
    await redis.kill()
    await eventually(
      () => refused.length,
      (count) => count >= 20,
    )
    expect([a, b].map(({ logged }) => states(logged))).toEqual([['away'], ['away']])
    await redis.start()
    const before = acknowledged.length
    await eventually(
      () => acknowledged.length,
      (count) => count >= before + 20,
    )
    running = false
    await publishing

    const answer = refused[0] as Response
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5'])
    expect([a, b].map(({ logged }) => states(logged))).toEqual([
      ['away', 'back'],
      ['away', 'back'],
    ])
    for (const stream of [ofA, ofB]) {
      await eventually(
        () => data(stream.events),
        (all) => all.includes(acknowledged.at(-1)),
      )
      const ids = stream.events.map(({ id }) => id)
      expect(new Set(ids).size).toBe(ids.length)
      expect(acknowledged.filter((n) => !data(stream.events).includes(n))).toEqual([])
    }
    expect(ofA.events).toEqual(ofB.events)
  })
})

const PACES = { time: 10, notifications: 10, update: 10, heartbeat: 30, token: 1, stocks: 10 }
const states = (logged: TestServer['logged']) =>
  logged.filter(({ event }) => event === 'shared-log').map(({ state }) => state)

test.for([
  ['http://127.0.0.1', 'bad-option'],
  ['redis://user:secret@127.0.0.1:1', 'no-redis'],
] as const)('%s at the start is said in one line, without the password', async ([redisUrl, code]) => {
  const error = await startServer({ port: 0, redisUrl }, () => {}).then(
    () => undefined,
    (reason: unknown) => reason as SseCompatError,
  )
  expect(error).toBeInstanceOf(SseCompatError)
  expect([error?.code, error?.message.includes('secret'), error?.message.includes('\n')]).toEqual([code, false, false])
})
