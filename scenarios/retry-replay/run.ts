/**
 * Steps of `retry-replay`. After a successful request, one whose first attempt fails: the origin withholds its headers, resets
 * the connection before them, or responds with 503. Further attempts by the proxy succeed. `closing`: the connections of eight
 * successful requests were idle for five seconds, and the origin is closing the one on which the next request arrives; one that
 * arrives on another connection gets a response.
 */
import type { Exchange, Ms, Stage } from '../../harness/model/index.ts'
import { requestBy } from '../../harness/scenario-kit/request-by.ts'
import { BEFORE, IDLE, KEEPS_ALIVE, MAX_REQUESTS, SLOW, STREAM, TRIES } from './streams.ts'

const PATIENCE: Ms = 1000

export async function run(stage: Stage): Promise<void> {
  await (stage.axes.failure === 'closing' ? onIdleConnections(stage) : afterOne(stage))
}

async function afterOne(stage: Stage): Promise<void> {
  await succeed(stage, BEFORE)
  await tried(stage, STREAM, () => true)
}

async function onIdleConnections(stage: Stage): Promise<void> {
  const idle = (await Promise.all(IDLE.map((name) => succeed(stage, name)))).filter((one) => one !== undefined)
  let kept = idle.length
  const closed = idle.map(async (one) => {
    await one.left()
    kept -= 1
  })
  // A proxy that closes its idle connections itself has none to reuse.
  await stage.within(KEEPS_ALIVE, Promise.all(closed))
  stage.act('idle', { kept })
  const peers = new Set(idle.map(({ ends }) => ends.peer))
  const before = kept
  for (const name of TRIES) {
    if (await tried(stage, name, ({ ends }) => peers.has(ends.peer))) return
    // A proxy may close connections that were idle for too long only when it needs one.
    if (kept < before) return stage.act('discarded', { kept })
  }
}

/** A request that gets a response. */
async function succeed(stage: Stage, name: string): Promise<Exchange | undefined> {
  const client = stage.open(name)
  const exchange = await stage.exchange(name)
  if (exchange !== undefined) await answer(exchange)
  await stage.within(PATIENCE, client.ended())
  await client.close()
  return exchange
}

/** Resolves to whether the request's first attempt failed; requests that do not fail get a response. */
async function tried(stage: Stage, name: string, fails: (exchange: Exchange) => boolean): Promise<boolean> {
  const client = stage.open(name, requestBy(stage.axes.method))
  const exchange = await stage.exchange(name)
  const isFailing = exchange === undefined || fails(exchange)
  if (exchange !== undefined) {
    await stage.within(PATIENCE, exchange.requestEnd())
    if (isFailing) {
      stage.act('fail', { how: String(stage.axes.failure) })
      await Promise.all([fail(stage, exchange), answerAgain(stage, name)])
    } else await answer(exchange)
  }
  await stage.within(3 * PATIENCE, client.ended())
  stage.act('waited')
  await client.close()
  return isFailing
}

async function fail(stage: Stage, exchange: Exchange): Promise<void> {
  if (stage.axes.failure === 'reset' || stage.axes.failure === 'closing') return exchange.reset()
  if (stage.axes.failure === '503') {
    await exchange.sendHead({ status: 503, headers: [['Content-Length', '0']] })
    return exchange.end()
  }
  await stage.within(SLOW, exchange.left())
  await answer(exchange)
}

/** Ends when the client has its response. */
async function answerAgain(stage: Stage, name: string): Promise<void> {
  for (let n = 2; n <= MAX_REQUESTS; n += 1) {
    const again = await stage.exchange(name, 1, SLOW + PATIENCE, n)
    if (again === undefined) return
    await answer(again)
  }
}

async function answer(exchange: Exchange): Promise<void> {
  await exchange.sendHead()
  await exchange.sendEvent({ id: 'one', data: 'an answer' })
  await exchange.end()
}
