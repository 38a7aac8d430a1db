/**
 * Steps of `capacity`. With `axes.used`, so many requests are completed first. Streams are opened one by one, each once the previous one has its first event, until one does not get its
 * event or the bound is reached. Then other clients try: from other addresses, or over HTTP/2 on another connection. Then all are
 * closed, to see whether a waiting or a new stream is accepted.
 */
import type { ClientStream, Exchange, Ms, OpenOptions, Stage } from '../../harness/model/index.ts'

/** More than Apache's 400 workers, and more than the 250 streams that nginx's 512 connections allow. `axes.most` may set another bound. */
const BOUND = 420
/** An idle limit must not close streams while others are still opened. */
const BEAT: Ms = 10_000
/** Longer than a process manager takes to fork: Apache starts one more process in the first second. */
const PATIENCE: Ms = 2000
const FIRST = '1'
/** Requests that are open at once on a connection before it is counted: what the most careful product accepts. */
const TOGETHER = 6

interface Stream {
  readonly client: ClientStream
  readonly exchange: Exchange
}

interface Crowd {
  readonly streams: Stream[]
  /** Streams that did not get their first event, in the order in which they were opened. */
  readonly beyond: ClientStream[]
  /** The first stream got no event, and so no later one waits for its event: the proxy buffers, and requests are counted instead. */
  isBuffered: boolean
  /** Number of streams that had ended when comments were sent last. */
  lost: number
  /** When comments were sent last. */
  beaten: Ms
}

export async function run(stage: Stage): Promise<void> {
  const own = stage.ownRequests()
  // On a shared connection the harness has no other request.
  const bound = Number(stage.axes.most ?? BOUND) - (stage.axes.front === 'h2+tls' ? 0 : own)
  await use(stage, Number(stage.axes.used ?? 0), { connection: 'one' })
  const crowd: Crowd = { streams: [], beyond: [], isBuffered: false, lost: 0, beaten: stage.now() }
  const first = await fill(stage, crowd, bound, { connection: 'one' })
  const { length } = crowd.streams
  const lost = first === undefined ? await lostOf(stage, crowd) : crowd.lost
  stage.act('filled', {
    streams: length,
    beyond: first?.name ?? '',
    buffered: crowd.isBuffered,
    ...(lost === 0 ? {} : { lost }),
    ...(own === 0 ? {} : { own }),
  })
  if (first !== undefined && length > 0) await openElsewhere(stage, crowd, bound, own)
  await leave(stage, crowd)
}

/** Completes requests on the connection, as a page does before it opens streams: a product may then allow more of them. */
async function use(stage: Stage, requests: number, open: OpenOptions): Promise<void> {
  for (let from = 0; from < requests; from += TOGETHER) {
    const names = Array.from({ length: Math.min(TOGETHER, requests - from) }, (_, n) => `before-${from + n + 1}`)
    await Promise.all(
      names.map(async (name) => {
        const client = stage.open(name, open)
        const exchange = await stage.exchange(name, 1, PATIENCE)
        await exchange?.sendHead()
        await exchange?.end()
        await stage.within(PATIENCE, client.ended())
        await client.close()
      }),
    )
  }
}

/** Opens streams until `most` are open. @returns the first stream that did not get its first event */
async function fill(stage: Stage, crowd: Crowd, most: number, open: OpenOptions): Promise<ClientStream | undefined> {
  while (crowd.streams.length < most) {
    await keepOpen(stage, crowd)
    const client = stage.open(`stream-${crowd.streams.length + crowd.beyond.length + 1}`, open)
    const exchange = await stage.exchange(client.name, 1, PATIENCE)
    await exchange?.sendHead()
    await exchange?.sendEvent({ id: FIRST, data: 'a' })
    if (exchange !== undefined && (await hasEvent(stage, crowd, client))) crowd.streams.push({ client, exchange })
    else {
      crowd.beyond.push(client)
      return client
    }
  }
  return undefined
}

async function keepOpen(stage: Stage, crowd: Crowd): Promise<void> {
  if (stage.now() - crowd.beaten < BEAT) return
  crowd.lost = await lostOf(stage, crowd)
  crowd.beaten = stage.now()
  await Promise.all(crowd.streams.map(({ exchange }) => exchange.sendComment('')))
}

/** Number of streams that have ended, although none has been closed. */
async function lostOf(stage: Stage, { streams }: Crowd): Promise<number> {
  const ended = await Promise.all(streams.map(({ client }) => stage.within(0, client.ended())))
  return ended.filter(Boolean).length
}

async function hasEvent(stage: Stage, crowd: Crowd, client: ClientStream): Promise<boolean> {
  if (crowd.isBuffered) return true
  const came = await stage.within(PATIENCE, client.arrived(FIRST))
  if (!came && crowd.streams.length === 0) crowd.isBuffered = true
  return came || crowd.isBuffered
}

/** Opens streams from the other addresses, as many from each as the first client got, until an address gets none. */
async function openElsewhere(stage: Stage, crowd: Crowd, bound: number, own: number): Promise<void> {
  const each = crowd.streams.length
  const isShared = stage.axes.front === 'h2+tls'
  if (isShared) await fill(stage, crowd, each + 1, { connection: 'another' })
  const isOfConnection = isShared && crowd.streams.length > each
  const before = crowd.beyond.length
  if (!isOfConnection) {
    for (const from of stage.otherAddresses) {
      const { length } = crowd.streams
      if (length >= bound || crowd.beyond.length > before) break
      await fill(stage, crowd, Math.min(bound, length + each + own), {
        from,
        ...(isShared ? { connection: from } : {}),
      })
    }
  }
  if (!isShared && stage.otherAddresses.length === 0) return
  const isOfAddress = !isOfConnection && crowd.streams.length > each
  stage.act('elsewhere', {
    by: isShared && !isOfAddress ? 'connection' : 'address',
    streams: crowd.streams.length - each,
    all: crowd.streams.length,
    beyond: crowd.beyond[before]?.name ?? '',
  })
}

async function leave(stage: Stage, { streams, beyond }: Crowd): Promise<void> {
  stage.act('leaving')
  await Promise.all(beyond.map((client) => client.close()))
  // Close both sides: detection of disconnects is the subject of another scenario.
  await Promise.all(streams.map(({ client, exchange }) => Promise.all([exchange.end(), client.close()])))
  for (let n = 1; ; n += 1) {
    const after = stage.open(`after-${n}`, { connection: 'two' })
    const exchange = await stage.exchange(after.name, 1, PATIENCE)
    await exchange?.sendHead()
    await exchange?.end()
    await stage.within(PATIENCE, after.ended())
    await after.close()
    // Some slots are freed only when the proxy has detected the disconnect.
    if (exchange !== undefined || n === 2) return
  }
}
