/**
 * The acts of `resume`. The origin sends the first half of the events and breaks the stream in one way; the client, which
 * behaves as WHATWG's EventSource, comes back; the origin goes on after the Last-Event-ID that it is given, as a right
 * application does, or starts again where it is given none.
 */
import type { ClientStream, Exchange, Ms, Stage } from '../../harness/model/index.ts'

const STREAM = 'stream'
const HALF = 5
const PATIENCE: Ms = 1000
const SETTLE: Ms = 200
/** As short as it can be without a doubt: it is not what is asked. */
const RETRY: Ms = 50

/** Ids as applications have them: a time with a counter, and characters that a careless proxy might touch. */
const idOf = (n: number): string => `2026-01-01T00:00:${String(n).padStart(2, '0')}Z;n=${n}/+%20=`
/** The number of an id that came back; undefined for one that nobody gave out. */
function numberOf(id: string): number | undefined {
  const n = Number(/^2026-01-01T00:00:\d\dZ;n=(\d+)\//.exec(id)?.[1])
  return Number.isInteger(n) && idOf(n) === id ? n : undefined
}

export async function play(stage: Stage): Promise<void> {
  const client = stage.open(STREAM, { reconnect: true })
  const first = await stage.exchange(STREAM)
  if (first !== undefined) {
    await first.sendHead()
    await send(stage, client, first, 1, HALF)
    // A reset throws away what its peer has not read yet: what became of that would be chance.
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

/** Each event waits for the one before, so that the break loses nothing on its own; a proxy that holds is not waited for twice. */
async function send(stage: Stage, client: ClientStream, exchange: Exchange, from: number, to: number): Promise<void> {
  let flows = true
  for (let n = from; n <= to; n += 1) {
    await exchange.sendEvent({ id: idOf(n), data: `event ${n}`, ...(n === 1 ? { retry: RETRY } : {}) })
    if (flows) flows = await stage.within(PATIENCE, client.arrived(idOf(n)))
  }
}
