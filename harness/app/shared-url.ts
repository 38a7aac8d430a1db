/** Tests several clients of one URL behind a proxy: whether each gets its own stream, or a cached response to another client. */
import { type Alteration, altered } from '../../servers/relay/altered.ts'
import { type Recording, type ReplayEnd, replay } from '../../servers/relay/recording.ts'
import type { ClientStream, Ms } from '../model/index.ts'
import { now } from '../wire/timestamp.ts'
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
  const ways: (InTurn & { readonly client: Leak['client'] })[] = []
  // One after the other: a proxy may limit the number of connections of one client.
  for (const [client, headers] of CLIENTS)
    ways.push({ client, ...(await inTurn(route, target, recording, alteration, headers)) })
  const leak = ways.find((way) => way.leak !== undefined)
  const refused = ways.find((way) => way.refused !== undefined)?.refused
  return {
    waits: ways.some(({ waits }) => waits),
    ...(leak?.leak === undefined ? {} : { leak: { when: leak.leak, client: leak.client } }),
    ...(refused === undefined ? {} : { refused }),
  }
}

type Leak = NonNullable<Shared['leak']>

interface InTurn {
  readonly waits: boolean
  readonly leak?: Leak['when'] | undefined
  readonly refused?: number
}

/** One client; a second one while the first stream is open; a third one after it has ended. */
async function inTurn(
  route: AppRoute,
  target: AppTarget,
  recording: Recording,
  alteration: Alteration,
  headers: Readonly<Record<string, string>>,
): Promise<InTurn> {
  const ending = Promise.withResolvers<ReplayEnd>()
  await using group = followRequests(route, target, altered(replay(recording, ending.promise), alteration))
  const from = now()
  const first = group.open('first', { headers })
  const exchange = await group.exchange(1, FIRST_PATIENCE, first.client)
  if (exchange === undefined) return { waits: false }
  // On a busy machine the second request may take as long as the first one.
  const patience = PATIENCE + 2 * (now() - from)
  exchange.release(Number.POSITIVE_INFINITY)
  await exchange.came(recording.pieces.length)
  await within(PATIENCE, first.client.bytes(exchange.passedBytes))
  const second = await request(group, 'second', patience, headers)
  if (second.isServed) return { waits: false, leak: 'open' }
  // Ends every stream of this URL correctly, because only a complete response is stored in a cache.
  ending.resolve('complete')
  await within(PATIENCE, first.client.ended())
  if (second.refused !== undefined) return { waits: false, refused: second.refused }
  if (!second.arrived) {
    await within(PATIENCE, second.client.bytes(1))
    const isLate = (await group.exchangeOf(second.client, 2, 0)) !== undefined
    const isStored = !isLate && second.client.received > 0
    return { waits: true, leak: isStored ? 'ended' : undefined }
  }
  const third = await request(group, 'third', patience, headers)
  return { waits: false, leak: third.isServed ? 'ended' : undefined }
}

interface Requested {
  readonly client: ClientStream
  readonly arrived: boolean
  /** The response has a body, although the request did not reach the application. */
  readonly isServed: boolean
  /** Status of a response of the proxy's own. */
  readonly refused?: number
}

async function request(
  group: RequestGroup,
  name: string,
  patience: Ms,
  headers: Readonly<Record<string, string>>,
): Promise<Requested> {
  // An earlier one may not have arrived.
  const nth = group.arrivals + 1
  const { client, of } = group.open(name, { headers })
  const exchange = await group.exchangeOf(client, nth, patience)
  exchange?.release(Number.POSITIVE_INFINITY)
  if (exchange !== undefined) return { client, arrived: true, isServed: false }
  const status = of('head')[0]?.status
  const isServed = status === 200 && client.received > 0
  return { client, arrived: false, isServed, ...(status === undefined || status === 200 ? {} : { refused: status }) }
}
