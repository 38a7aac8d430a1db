/**
 * Steps of `status`. One response after the other, so that a proxy with few workers can serve them; then some of them again, to an
 * EventSource, which may reconnect.
 */
import { createHash } from 'node:crypto'
import type { Exchange, Ms, Stage } from '../../harness/model/index.ts'
import { ANSWERS, type Answer, eventSourceOf, PAGE, STOPS } from './answers.ts'

const PATIENCE: Ms = 2000
/** Time within which an EventSource that has not given up reconnects; its delay is 0.1 s. */
const COMING_BACK: Ms = 600

export async function run(stage: Stage): Promise<void> {
  for (const [name, answer] of Object.entries(ANSWERS)) {
    const digest = createHash('sha256').update(answer.body).digest('hex').slice(0, 16)
    stage.act('asked', { client: name, status: answer.status, digest })
    const client = stage.open(name, { headers: { Origin: PAGE }, digest: true })
    await answerEvery(stage, name, answer)
    await stage.within(PATIENCE, client.ended())
    await client.close()
  }
  for (const name of STOPS) {
    const client = stage.open(eventSourceOf(name), { headers: { Origin: PAGE }, reconnect: true })
    await answerEvery(stage, eventSourceOf(name), ANSWERS[name] as Answer)
    await stage.within(COMING_BACK, Promise.race([client.gaveUp(), client.head(2)]))
    await client.close()
  }
}

/** A proxy may retry a client's request. */
async function answerEvery(stage: Stage, name: string, answer: Answer): Promise<void> {
  for (let nth = 1; ; nth += 1) {
    const exchange = await stage.exchange(name, 1, PATIENCE, nth)
    if (exchange === undefined) return
    await send(exchange, answer)
  }
}

async function send(exchange: Exchange, { status, fields, body }: Answer): Promise<void> {
  if (body === '') await exchange.sendHead({ status, headers: fields })
  else {
    await exchange.sendHead({ status, headers: [...fields, ['Content-Length', String(Buffer.byteLength(body))]] })
    await exchange.sendBytes(body)
  }
  await exchange.end()
}
