/**
 * Tests what a reload of the proxy does to an open stream of this application: whether it stays open and delivers, and whether a
 * client that reconnects reaches the application with its Last-Event-ID.
 */
import { type Alteration, altered } from '../../servers/relay/altered.ts'
import { type Recording, replay } from '../../servers/relay/recording.ts'
import { type Ms, sayError } from '../model/index.ts'
import { now } from '../wire/timestamp.ts'
import { within } from '../wire/within.ts'
import { extensible } from './extensible.ts'
import { openThrough } from './opened-stream.ts'
import type { Reloaded } from './passage.ts'
import type { AppRoute } from './route.ts'
import type { AppTarget } from './target.ts'

const PATIENCE: Ms = 3000
/** How long the stream is observed after the reload. Not a whole number of seconds, as deadlines of old workers usually are. */
const WATCH: Ms = 3400
/** Time between two comments: shorter than any realistic idle limit. */
const BEAT: Ms = 250
const LAST_ID = '7'
const COMMENT = ':\n\n'

/** Undefined where the proxy cannot reload, or the stream does not flow before the reload. */
export async function reloaded(
  route: AppRoute,
  target: AppTarget,
  recording: Recording,
  given: Alteration,
  { watch = WATCH, patience = PATIENCE } = {},
): Promise<Reloaded | undefined> {
  if (route.reload === undefined) return undefined
  const one = extensible(recording, given)
  await using stream = openThrough(route, target, altered(replay(one.recording), one.alteration))
  const { client } = stream
  const exchange = await stream.exchange(1, patience)
  if (exchange === undefined) return undefined
  exchange.release(Number.POSITIVE_INFINITY)
  await exchange.head()
  // What is buffered before the reload shows nothing after it.
  if (!exchange.add(COMMENT) || !(await within(patience, client.bytes(exchange.passedBytes)))) return undefined
  const from = now()
  let until = Number.POSITIVE_INFINITY
  const reloading = route.reload().then(
    () => undefined,
    (error: unknown) => sayError(error),
  )
  void reloading.then(() => {
    until = now() + watch
  })
  const over = Promise.race([client.ended(), exchange.left()])
  let delivers = true
  while (delivers && now() < until && exchange.add(COMMENT)) {
    delivers = await within(patience, Promise.race([client.bytes(exchange.passedBytes), over]))
    if (await within(BEAT, over)) break
  }
  const closedAfter = now() - from
  const failed = await reloading
  if (failed !== undefined) return { stream: 'unknown', because: failed }
  if (!(await within(0, over))) return { stream: delivers ? 'goes-on' : 'silent' }
  return { stream: 'closed', closedAfter, resumes: await reconnects(route, target, recording) }
}

/** As EventSource reconnects. */
async function reconnects(route: AppRoute, target: AppTarget, recording: Recording): Promise<boolean> {
  await using stream = openThrough(route, target, replay(recording), { headers: { 'Last-Event-ID': LAST_ID } })
  const headers = (await stream.exchange(1, PATIENCE))?.request.headers ?? []
  return headers.some(([name, value]) => name.toLowerCase() === 'last-event-id' && value === LAST_ID)
}
