/**
 * Steps of `heartbeat`. One stream stays idle until it is closed or the window is over; a second one shows whether
 * heartbeats reach the client at all. If the idle one was closed after T, four more send heartbeats at fractions of T for 2 T. If the
 * configuration sets such a timeout, they start together with the idle one, and count if that timeout closed it.
 */
import type { Exchange, Ms, Stage } from '../../harness/model/index.ts'

const SILENT = 'silent'
const PROBE = 'probe'
/** Length of the idle period: a little over 7 s, so that a timeout of exactly 7 s is still seen. */
const WINDOW: Ms = 7000
const GRACE: Ms = 300
/** Intervals to test, in hundredths of T. */
const SHARES = [50, 80, 95, 110] as const
const LASTS = 2
/** Tolerance between the measured and the configured timeout, as a share of the latter. */
const ALIKE = 0.02
const PATIENCE: Ms = 1000
/** nginx does not re-arm its timer for bytes within 300 ms of the last arming, so timing starts after that. */
const SETTLE: Ms = 400
const PROBE_BEATS = 3
const AFTER = 'after'
const HELLO = { id: 'hello', data: 'hello' }

const beatsName = (share: number): string => `beats-${share}`

export async function play(stage: Stage): Promise<void> {
  const limit = limitOf(stage)
  const abandon = new AbortController()
  const ahead = limit === undefined ? undefined : beatAll(stage, limit, '', abandon.signal)
  const [cutAfter] = await Promise.all([silence(stage), probe(stage)])
  const asRead = cutAfter !== undefined && limit !== undefined && Math.abs(cutAfter - limit) <= ALIKE * limit
  if (!asRead) abandon.abort()
  await ahead
  if (cutAfter !== undefined && !asRead) await beatAll(stage, cutAfter, '-again')
}

/** The shortest configured idle timeout, if it ends within the window. */
function limitOf({ settings }: Stage): Ms | undefined {
  const idle = settings.timers.filter(({ limits, ms }) => limits === 'idle' && ms <= WINDOW).map(({ ms }) => ms)
  return idle.length === 0 ? undefined : Math.min(...idle)
}

const beatAll = (stage: Stage, limit: Ms, suffix: string, abandon?: AbortSignal): Promise<unknown> =>
  Promise.all(
    SHARES.map((share) => beats(stage, `${beatsName(share)}${suffix}`, (limit * share) / 100, limit, abandon)),
  )

/** Opens a stream and brings it to the point where its idle time starts. */
async function settled(stage: Stage, name: string) {
  const client = stage.open(name)
  const exchange = await stage.exchange(name)
  if (exchange === undefined) {
    await client.close()
    return undefined
  }
  await exchange.sendHead()
  await stage.pause(SETTLE)
  await exchange.sendEvent(HELLO)
  return { client, exchange }
}

async function silence(stage: Stage): Promise<Ms | undefined> {
  const stream = await settled(stage, SILENT)
  if (stream === undefined) return undefined
  const { client, exchange } = stream
  const from = stage.now()
  stage.act('silence')
  const over = Promise.race([client.ended(), exchange.left()])
  const cut = await stage.within(WINDOW + GRACE, over)
  const took = stage.now() - from
  stage.act(cut ? 'cut' : 'not-cut')
  // A proxy may close either side first: both ends belong to the result.
  if (cut) await stage.within(PATIENCE, Promise.all([client.ended(), exchange.left()]))
  await exchange.end()
  await client.close()
  return cut ? took : undefined
}

function beat(stage: Stage, exchange: Exchange, name: string): Promise<void> {
  return stage.axes.beat === 'comment' ? exchange.sendComment(name) : exchange.sendEvent({ id: name, data: 'beat' })
}

async function probe(stage: Stage): Promise<void> {
  const client = stage.open(PROBE)
  const exchange = await stage.exchange(PROBE)
  if (exchange !== undefined) {
    await exchange.sendHead()
    for (let n = 1; n <= PROBE_BEATS; n += 1) {
      await beat(stage, exchange, `beat-${n}`)
      if (!(await stage.within(PATIENCE, client.arrived(`beat-${n}`)))) break
    }
    await exchange.sendEvent({ id: AFTER, data: 'after the heartbeats' })
    await stage.within(PATIENCE, client.arrived(AFTER))
    stage.act('probe-end')
    await exchange.end()
    await stage.within(2 * PATIENCE, client.ended())
  }
  await client.close()
}

/** `limit`: the idle timeout. The end of an abandoned stream is not recorded. */
async function beats(stage: Stage, name: string, every: Ms, limit: Ms, abandon?: AbortSignal): Promise<void> {
  const stream = await settled(stage, name)
  if (stream === undefined) return
  const { client, exchange } = stream
  const from = stage.now()
  stage.act('beats', { client: name, every })
  const abandoned = new Promise<void>((resolve) => {
    if (abandon?.aborted) resolve()
    abandon?.addEventListener('abort', () => resolve(), { once: true })
  })
  const over = Promise.race([client.ended(), exchange.left()])
  let cut = false
  for (let n = 1; !cut && !abandon?.aborted && n * every <= LASTS * limit; n += 1) {
    cut = await stage.within(Math.max(0, from + n * every - stage.now()), Promise.race([over, abandoned]))
    if (!cut) await beat(stage, exchange, `beat-${n}`)
  }
  if (!abandon?.aborted) stage.act('beats-done', { client: name, cut })
  await exchange.end()
  await client.close()
}
