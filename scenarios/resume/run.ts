/**
 * Steps of `resume`. The origin sends the first half of the events and ends the stream in one way; the client, which
 * behaves as WHATWG's EventSource, reconnects; the origin continues after the Last-Event-ID that it receives, as a correct
 * application does, or starts again if it receives none.
 */
import type { ClientStream, Exchange, Ms, Stage } from '../../harness/model/index.ts'

const STREAM = 'stream'
const HALF = 5
const PATIENCE: Ms = 1000
const SETTLE: Ms = 200
/** As short as is safe: the reconnect delay is not tested. */
const RETRY: Ms = 50

/** Realistic ids: a time with a counter, and characters that a proxy might wrongly decode or encode. */
const idOf = (n: number): string => `2026-01-01T00:00:${String(n).padStart(2, '0')}Z;n=${n}/+%20=`
/** The number of a received id; undefined for one that was never sent. */
function numberOf(id: string): number | undefined {
  const n = Number(/^2026-01-01T00:00:\d\dZ;n=(\d+)\//.exec(id)?.[1])
  return Number.isInteger(n) && idOf(n) === id ? n : undefined
}

export async function run(stage: Stage): Promise<void> {
  const client = stage.open(STREAM, { reconnect: true })
  const first = await stage.exchange(STREAM)
  if (first !== undefined) {
    await first.sendHead()
    await send(stage, client, first, 1, HALF)
    // A reset discards data that the peer has not read yet, which would make the result random.
    await stage.pause(SETTLE)
    stage.act('break', { how: String(stage.axes.ending) })
    await breakOff(stage, first)
    await stage.within(3 * PATIENCE, client.ended(1))
    stage.act('awaiting-reconnect')
    const second = await stage.exchange(STREAM, 2)
    if (second !== undefined) {
      const last = second.lastEventId === undefined ? 0 : (numberOf(second.lastEventId) ?? 0)
      await second.sendHead()
      await send(stage, client, second, last + 1, 2 * HALF)
      stage.act('end')
      await second.end()
      await stage.within(3 * PATIENCE, client.ended(2))
    }
  }
  await client.close()
}

function breakOff(stage: Stage, exchange: Exchange): Promise<void> {
  if (stage.axes.ending === 'end') return exchange.end()
  return stage.axes.ending === 'fin' ? exchange.fin() : exchange.reset()
}

/** Each event waits for the previous one, so that the disconnect itself loses nothing; a buffering proxy is waited for only once. */
async function send(stage: Stage, client: ClientStream, exchange: Exchange, from: number, to: number): Promise<void> {
  let flows = true
  for (let n = from; n <= to; n += 1) {
    await exchange.sendEvent({ id: idOf(n), data: `event ${n}`, ...(n === 1 ? { retry: RETRY } : {}) })
    if (flows) flows = await stage.within(PATIENCE, client.arrived(idOf(n)))
  }
}
