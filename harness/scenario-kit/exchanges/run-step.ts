/** Acts of an API request and its response; `api-differences.ts` evaluates the trace. */
import type { ClientStream, Exchange, Ms, Stage } from '../../model/index.ts'
import { type ApiStep, isStream } from './api-step.ts'

export function openStep(stage: Stage, { name, method, fields, body }: ApiStep): ClientStream {
  return stage.open(name, { method, headers: fields, ...(body === '' ? {} : { body }), digest: true })
}

/** Sends the request and responds, until the client has the whole response. */
export async function runStep(stage: Stage, step: ApiStep, patience: Ms): Promise<void> {
  const client = openStep(stage, step)
  await answerEvery(stage, client, step, patience)
  await stage.within(3 * patience, client.ended())
  stage.act('waited', { client: step.name })
  await client.close()
}

/** A proxy may retry a request. */
async function answerEvery(stage: Stage, client: ClientStream, step: ApiStep, patience: Ms): Promise<void> {
  for (let nth = 1; ; nth += 1) {
    const exchange = await stage.exchange(step.name, 1, nth === 1 ? undefined : patience, nth)
    if (exchange === undefined) return
    await stage.within(patience, exchange.requestEnd())
    if (isStream(step)) {
      await exchange.sendHead({ status: step.status, headers: step.answerFields })
      await sendBlocks(stage, client, exchange, step.blocks, patience)
      return exchange.end()
    }
    const body = step.blocks.join('')
    const length: [string, string][] = step.status === 204 ? [] : [['Content-Length', String(Buffer.byteLength(body))]]
    await exchange.sendHead({ status: step.status, headers: [...step.answerFields, ...length] })
    if (body !== '') await exchange.sendBytes(body)
    await exchange.end()
    // Only an error status can make a proxy retry the request on another server.
    if (step.status < 400) return
  }
}

/** Each block is sent once the client has the previous one. A proxy that buffers is waited for only once. */
export async function sendBlocks(
  stage: Stage,
  client: ClientStream,
  exchange: Exchange,
  blocks: readonly string[],
  patience: Ms,
): Promise<void> {
  let flows = true
  for (const block of blocks) {
    await exchange.sendBytes(block)
    if (flows) flows = await stage.within(patience, client.bytes(exchange.written))
  }
}

export interface Leaving {
  /** Sent every `every` ms after the client has closed its connection, at most `most` times, until the origin detects the close. */
  readonly block: string
  readonly every: Ms
  readonly most: number
  readonly patience: Ms
}

/** The client closes its connection while the origin continues to send. Acts: `leave`, `left`. */
export async function leave(stage: Stage, client: ClientStream, exchange: Exchange, leaving: Leaving): Promise<void> {
  const { block, every, most, patience } = leaving
  const left = exchange.left()
  stage.act('leave', { client: client.name })
  const from = stage.now()
  await client.close()
  let detected = false
  for (let n = 1; n <= most && !detected; n += 1) {
    detected = await stage.within(Math.max(0, from + n * every - stage.now()), left)
    if (!detected) await exchange.sendBytes(block)
  }
  if (!detected) await stage.within(patience, left)
  stage.act('left', { client: client.name })
  await exchange.end()
}
