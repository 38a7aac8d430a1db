/**
 * Steps of `heartbeat`. One stream stays idle until it is closed or the window is over; a second one shows whether heartbeats
 * reach the client at all. If the idle one was closed after T, four more send heartbeats at fractions of T for 2 T. If the
 * configuration sets such a timeout, these four start together with the idle one, and count only if that timeout closed it.
 */
import type { Exchange, Ms, Stage } from '../../harness/model/index.ts'
import { sendHeartbeats, stayIdle } from '../../harness/scenario-kit/idle-timeout/run.ts'
import { GRACE, isLate, SETTLE, SILENT } from './streams.ts'

const PROBE = 'probe'
/** Length of the idle period: a little longer, so that a timeout of exactly 7 s is still observed. */
const WINDOW: Ms = 7000
/** Intervals to test, as percentages of T. */
const SHARES = [50, 80, 95, 110] as const
const LASTS = 2
/** Tolerance between the measured and the configured timeout, as a share of the latter. */
const ALIKE = 0.02
/** A busy machine closes late, by at most this share; the heartbeats then show whether it was the configured timeout. */
const LATE = 0.25
const PATIENCE: Ms = 1000
const PROBE_BEATS = 3
const AFTER = 'after'

const beatsName = (share: number): string => `beats-${share}`
/** A stream whose close proves nothing, because the harness sent a heartbeat late, is repeated this many times. */
const REPEATED = 2

export async function run(stage: Stage): Promise<void> {
  const limit = limitOf(stage)
  const abandon = new AbortController()
  const ahead = limit === undefined ? undefined : beatAll(stage, limit, '', abandon.signal)
  // The axis shortens it only where no timer is known to end within it.
  const window = limit === undefined && stage.axes.silence !== undefined ? Number(stage.axes.silence) * 1000 : WINDOW
  const [cutAfter] = await Promise.all([silence(stage, window), probe(stage)])
  const asRead = cutAfter !== undefined && limit !== undefined && isNear(cutAfter, limit)
  if (!asRead) abandon.abort()
  const longestWasClosed = await ahead
  const isLimit = asRead && (cutAfter <= (1 + ALIKE) * limit || longestWasClosed === true)
  if (cutAfter !== undefined && !isLimit) await beatAll(stage, cutAfter, '-again')
}

const isNear = (cutAfter: Ms, limit: Ms): boolean => cutAfter >= (1 - ALIKE) * limit && cutAfter <= (1 + LATE) * limit

/** The shortest configured idle timeout, if it ends within the window. */
function limitOf({ settings }: Stage): Ms | undefined {
  const idle = settings.timers.filter(({ limits, ms }) => limits === 'idle' && ms <= WINDOW).map(({ ms }) => ms)
  return idle.length === 0 ? undefined : Math.min(...idle)
}

/** Resolves to true where heartbeats at more than the limit did not keep the stream open. */
async function beatAll(stage: Stage, limit: Ms, suffix: string, abandon?: AbortSignal): Promise<boolean> {
  const cuts = await Promise.all(
    SHARES.map(async (share) => {
      let isCut = false
      for (let n = 0; n <= REPEATED; n += 1) {
        const name = `${beatsName(share)}${suffix}${n === 0 ? '' : `-repeated-${n}`}`
        const sent = await sendHeartbeats(stage, name, {
          settle: SETTLE,
          every: (limit * share) / 100,
          share,
          lasts: LASTS * limit,
          send: (exchange, id) => beat(stage, exchange, id),
          ...(abandon === undefined ? {} : { abandon }),
        })
        isCut = sent?.cut === true
        if (abandon?.aborted || !sent?.cut || !isLate(share / 100, sent.longestGap, limit)) break
      }
      return isCut
    }),
  )
  return SHARES.some((share, n) => share > 100 && cuts[n] === true)
}

const silence = (stage: Stage, window: Ms): Promise<Ms | undefined> =>
  stayIdle(stage, SILENT, { settle: SETTLE, window: window + GRACE })

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
