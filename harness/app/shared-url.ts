/** Tests several clients of one URL behind a proxy: whether each gets its own stream, or a cached response to another client. */
import { type Alteration, altered } from '../../servers/relay/altered.ts'
import { type Recording, type ReplayEnd, replay } from '../../servers/relay/recording.ts'
import type { ClientStream, Ms } from '../model/index.ts'
import { within } from '../wire/within.ts'
import { followRequests, type RequestGroup } from './opened-stream.ts'
import type { Shared } from './passage.ts'
import type { AppRoute } from './route.ts'
import type { AppTarget } from './target.ts'

/** Time limit for a request to arrive through a proxy that does not make it wait for another one. */
const PATIENCE: Ms = 700
const FIRST_PATIENCE: Ms = 5000

/** As EventSource sends its request, with Cache-Control: no-cache, and as fetch does, without it. */
const CLIENTS = [
  ['EventSource', {}],
  ['fetch', { 'Cache-Control': '' }],
] as const

export async function sharedUrl(
  route: AppRoute,
  target: AppTarget,
  recording: Recording,
  alteration: Alteration,
): Promise<Shared> {
  const ways = await Promise.all(
    CLIENTS.map(async ([client, headers]) => ({
      client,
      ...(await inTurn(route, target, recording, alteration, headers)),
    })),
  )
  const leak = ways.find((way) => way.leak !== undefined)
  return {
    waits: ways.some(({ waits }) => waits),
    ...(leak?.leak === undefined ? {} : { leak: { when: leak.leak, client: leak.client } }),
  }
}

/** One client; a second one while the first stream is open; a third one after it has ended. */
async function inTurn(
  route: AppRoute,
  target: AppTarget,
  recording: Recording,
  alteration: Alteration,
  headers: Readonly<Record<string, string>>,
): Promise<{ readonly waits: boolean; readonly leak: 'open' | 'ended' | undefined }> {
  const ending = Promise.withResolvers<ReplayEnd>()
  await using group = followRequests(route, target, altered(replay(recording, ending.promise), alteration))
  const first = group.open('first', { headers })
  const exchange = await group.exchange(1, FIRST_PATIENCE, first.client)
  if (exchange === undefined) return { waits: false, leak: undefined }
  exchange.release(Number.POSITIVE_INFINITY)
  await exchange.came(recording.pieces.length)
  await within(PATIENCE, first.client.bytes(exchange.passedBytes))
  const second = await request(group, 'second', 2, headers)
  if (second.isServed) return { waits: false, leak: 'open' }
  // Ends every stream of this URL correctly, because only a complete response is stored in a cache.
  ending.resolve('complete')
  await within(PATIENCE, first.client.ended())
  if (!second.arrived) {
    await within(PATIENCE, second.client.bytes(1))
    const late = await group.exchange(2, 0, second.client)
    return { waits: true, leak: late === undefined && second.client.received > 0 ? 'ended' : undefined }
  }
  const third = await request(group, 'third', 3, headers)
  return { waits: false, leak: third.isServed ? 'ended' : undefined }
}

/** `isServed`: the response has a body, although the request did not reach the application. */
async function request(
  group: RequestGroup,
  name: string,
  nth: number,
  headers: Readonly<Record<string, string>>,
): Promise<{ readonly client: ClientStream; readonly arrived: boolean; readonly isServed: boolean }> {
  const { client, of } = group.open(name, { headers })
  const exchange = await group.exchange(nth, PATIENCE, client)
  exchange?.release(Number.POSITIVE_INFINITY)
  const isServed = exchange === undefined && of('head')[0]?.status === 200 && client.received > 0
  return { client, arrived: exchange !== undefined, isServed }
}
