/** Two servers behind one proxy: a client that reconnects to the other server is informed of a gap, or loses nothing. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findRedis, startRedis, type TestRedis } from '../event-log/redis.fixture.ts'
import { eventually, openTestStream, type TestStream } from '../testing.ts'
import { buildsHere, startProxy } from './proxies.fixture.ts'
import { type ServerProcess, startServerProcess } from './servers.fixture.ts'

const RESUMES = 4
const found = await findRedis()
const builds = await buildsHere()

let redis: TestRedis | undefined
let alone: ServerProcess[] = []
let sharing: ServerProcess[] = []
beforeAll(async () => {
  redis = 'exec' in found ? await startRedis(found.exec) : undefined
  alone = await Promise.all([startServerProcess(), startServerProcess()])
  const shared = ['--redis-url', redis?.url ?? '']
  if (redis !== undefined) sharing = await Promise.all([startServerProcess(shared), startServerProcess(shared)])
}, 30_000)
afterAll(async () => {
  await Promise.all([...alone, ...sharing].map((server) => server[Symbol.asyncDispose]()))
  await redis?.[Symbol.asyncDispose]()
})

/** The server that the only open stream is connected to. */
async function landed(servers: readonly ServerProcess[]): Promise<number> {
  const counts = () => Promise.all(servers.map((server) => server.connections()))
  const found = await eventually(counts, (all) => all.reduce((a, b) => a + b) === 1)
  return found.indexOf(1)
}

/** Apache detects a client disconnect only when it has something to send. */
const nobodyLeft = (servers: readonly ServerProcess[]) =>
  eventually(
    async () => {
      await Promise.all(servers.map((server) => server.publish('to see who is there')))
      return Promise.all(servers.map((server) => server.connections()))
    },
    (all) => all.every((count) => count === 0),
  )

/**
 * A client receives its first event, disconnects, misses one, and reconnects several times from that position.
 * @returns for each reconnect: whether it reached the same server, and the events from the first one it received to the one that
 * it had missed
 */
async function resumes(url: string, servers: readonly ServerProcess[]) {
  let first: number
  let id: string | undefined
  let cookie: string
  const opened = (headers: Record<string, string>): Promise<TestStream> => openTestStream(`${url}/sse/stream`, headers)
  {
    using stream = await opened({})
    cookie = stream.response.headers.get('set-cookie')?.split(';')[0] ?? ''
    first = await landed(servers)
    await servers[first]?.publish('had')
    id = (await stream.take(1))[0]?.id
    await servers[first]?.publish('missed')
    await stream.take(2)
  }
  await nobodyLeft(servers)
  const seen: { same: boolean; types: (string | undefined)[] }[] = []
  for (let n = 0; n < RESUMES; n++) {
    using stream = await opened({ 'Last-Event-ID': id ?? '', ...(cookie === '' ? {} : { Cookie: cookie }) })
    const same = (await landed(servers)) === first
    seen.push({ same, types: (await stream.take(1)).map(({ event }) => event) })
    stream[Symbol.dispose]()
    await nobodyLeft(servers)
  }
  return seen
}

describe.each(['nginx', 'apache'] as const)('%s', { timeout: 30_000 }, (product) => {
  const build = builds.get(product)
  const why = build === undefined ? ' (there is none here)' : ''

  test.skipIf(build === undefined)(`in turn: the other server says that there is a gap${why}`, async () => {
    if (build === undefined) return
    await using proxy = await startProxy(
      product,
      build,
      alone.map(({ port }) => port),
      false,
    )
    const seen = await resumes(proxy.url, alone)
    expect(new Set(seen.map(({ same }) => same))).toEqual(new Set([true, false]))
    for (const { same, types } of seen) expect(types).toEqual([same ? 'n' : 'gap'])
  })

  test.skipIf(build === undefined)(`sticky: always the same server, and no gap${why}`, async () => {
    if (build === undefined) return
    await using proxy = await startProxy(
      product,
      build,
      alone.map(({ port }) => port),
      true,
    )
    expect(await resumes(proxy.url, alone)).toEqual(Array(RESUMES).fill({ same: true, types: ['n'] }))
  })

  const without = 'because' in found ? ` (${found.because})` : why
  test.skipIf(build === undefined || 'because' in found)(
    `in turn, with a shared log: no gap on either${without}`,
    async () => {
      if (build === undefined) return
      await using proxy = await startProxy(
        product,
        build,
        sharing.map(({ port }) => port),
        false,
      )
      const seen = await resumes(proxy.url, sharing)
      expect(new Set(seen.map(({ same }) => same))).toEqual(new Set([true, false]))
      for (const { types } of seen) expect(types).toEqual(['n'])
    },
  )
})
