/** A lab as an origin: scenarios script it like a local one, and its facts are converted to our clock. */
import { randomBytes } from 'node:crypto'
import type { LabAnswer, LabNews, NumberedCall } from '../../servers/lab/protocol.ts'
import { PROTOCOL } from '../../servers/lab/protocol.ts'
import { type Follower, type Ms, type Origin, SseCompatError } from '../model/index.ts'
import type { ClockMap } from './clock-map.ts'
import type { Control } from './control.ts'
import { createRemoteExchange, type RemoteExchange } from './remote-exchange.ts'

export interface RemoteOrigin extends Origin {
  /** Resolves with a line for people when the lab is lost. */
  readonly lost: Promise<string>
  answers(): Promise<boolean>
  /** By how much the time on the way from the lab varies. */
  jitter(): Ms
}

const FULL =
  'the lab serves no more streams: another probe uses it, or one that was interrupted less than half a minute ago'

/** How long a message that fetches news waits where calls may have to wait for its connection. */
const SPARING_POLL: Ms = 100

/** Number of clock readings before anything is judged. */
const READINGS = 12

function sessionIn({ session, prefix }: LabAnswer): { readonly session: string; readonly prefix: string } {
  if (session === undefined || prefix === undefined) throw new SseCompatError('no-lab', 'the lab gave no session')
  return { session, prefix }
}

/** @throws SseCompatError `no-lab`, `lab-refused` */
export async function openRemoteOrigin(control: Control, clock: ClockMap): Promise<RemoteOrigin> {
  const { session, prefix } = sessionIn(await control.hello({ want: 'hello', protocol: PROTOCOL }))
  for (let n = 0; n < READINGS; n += 1) await control.send({ want: 'clock', session })

  const followers = new Map<string, Follower>()
  const exchanges = new Map<number, RemoteExchange>()
  const lost = Promise.withResolvers<string>()
  let isOver = false
  let calls = 0
  let queue: NumberedCall[] = []
  let isSending = false
  let sparing = 0

  function fail(error: unknown): void {
    if (isOver) return
    isOver = true
    for (const exchange of exchanges.values()) exchange.lost()
    lost.resolve(error instanceof Error ? error.message : String(error))
  }

  /** Calls that were made while a message was in progress are sent with the next one, in order. */
  async function flush(): Promise<void> {
    if (isSending) return
    isSending = true
    try {
      // Calls of the same turn of the event loop are sent together.
      await new Promise<void>((resolve) => setImmediate(resolve))
      while (queue.length > 0 && !isOver) {
        const batch = queue.splice(0, 500)
        await control.send({ want: 'calls', session, calls: batch })
      }
    } catch (error) {
      fail(error)
    }
    isSending = false
  }

  function callOn(exchange: number, does: NumberedCall['does']): number {
    calls += 1
    queue = [...queue, { call: calls, exchange, does }]
    void flush()
    return calls
  }

  function hear(news: LabNews): void {
    if (news.news === 'full') {
      fail(new Error(FULL))
      return
    }
    if (news.news === 'exchange') {
      const { exchange, token, client, attempt, lastEventId, hasBody = true } = news
      const remote = createRemoteExchange({ lastEventId, hasBody }, (does) => callOn(exchange, does))
      exchanges.set(exchange, remote)
      followers.get(token)?.exchange(client, attempt, remote)
      return
    }
    if (news.news === 'fact') {
      const fact = { ...news.fact, t: clock.here(news.fact.t) }
      followers.get(news.token)?.fact(fact)
      exchanges.get(news.exchange)?.hear({ ...news, fact })
      return
    }
    exchanges.get(news.exchange)?.hear(news)
    if (news.news === 'left') exchanges.delete(news.exchange)
  }

  async function listen(): Promise<void> {
    let since = 0
    try {
      while (!isOver) {
        const patience = sparing > 0 ? { patience: SPARING_POLL } : {}
        const { until = since, news = [] } = await control.send({ want: 'news', session, since, ...patience })
        for (const one of news) hear(one)
        since = until
      }
    } catch (error) {
      fail(error)
    }
  }
  void listen()

  return {
    address: { host: '', port: 0 },
    lost: lost.promise,
    jitter: () => clock.jitter(),
    async answers() {
      if (isOver) return false
      return await control.send({ want: 'clock', session }).then(
        () => true,
        () => false,
      )
    },
    newToken: () => `${prefix}${randomBytes(6).toString('hex')}`,
    follow(token, follower) {
      followers.set(token, follower)
      return {
        [Symbol.dispose]() {
          followers.delete(token)
          if (!isOver) void control.send({ want: 'leave', session, token }).catch(fail)
        },
      }
    },
    spare() {
      sparing += 1
      control.spare(true)
      return {
        // The one that waits for news; a call is answered at once.
        requests: 1,
        [Symbol.dispose]() {
          sparing -= 1
          control.spare(sparing > 0)
        },
      }
    },
    down: () => Promise.reject(new Error('the address of a lab cannot be made to refuse connections')),
    up: () => Promise.reject(new Error('the address of a lab cannot be made to refuse connections')),
    async [Symbol.asyncDispose]() {
      if (isOver) return
      isOver = true
      await control.send({ want: 'bye', session }).catch(() => {})
    },
  }
}
