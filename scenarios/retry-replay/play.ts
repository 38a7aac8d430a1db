/**
 * Steps of `retry-replay`. After a successful request, one whose first attempt fails: the origin withholds its headers, resets the connection
 * before them, or answers 503. Further attempts by the proxy succeed.
 */
import type { Exchange, Ms, Stage } from '../../harness/model/index.ts'
import { requestBy } from '../../harness/scenario-kit/request-by.ts'
import { BEFORE, MAX_REQUESTS, SLOW, STREAM } from './streams.ts'

const PATIENCE: Ms = 1000

export async function play(stage: Stage): Promise<void> {
  const before = stage.open(BEFORE)
  const first = await stage.exchange(BEFORE)
  if (first !== undefined) await answer(first)
  await stage.within(PATIENCE, before.ended())
  await before.close()

  const client = stage.open(STREAM, requestBy(stage.axes.method))
  const exchange = await stage.exchange(STREAM)
  if (exchange !== undefined) {
    await stage.within(PATIENCE, exchange.requestEnd())
    stage.act('fail', { how: String(stage.axes.failure) })
    await Promise.all([fail(stage, exchange), answerAgain(stage)])
  }
  await stage.within(3 * PATIENCE, client.ended())
  stage.act('waited')
  await client.close()
}

async function fail(stage: Stage, exchange: Exchange): Promise<void> {
  if (stage.axes.failure === 'reset') return exchange.reset()
  if (stage.axes.failure === '503') {
    await exchange.sendHead({ status: 503, headers: [['Content-Length', '0']] })
    return exchange.end()
  }
  await stage.within(SLOW, exchange.left())
  await answer(exchange)
}

/** Ends when the client has its response. */
async function answerAgain(stage: Stage): Promise<void> {
  for (let n = 2; n <= MAX_REQUESTS; n += 1) {
    const again = await stage.exchange(STREAM, 1, SLOW + PATIENCE, n)
    if (again === undefined) return
    await answer(again)
  }
}

async function answer(exchange: Exchange): Promise<void> {
  await exchange.sendHead()
  await exchange.sendEvent({ id: 'one', data: 'an answer' })
  await exchange.end()
}
