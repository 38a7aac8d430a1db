/**
 * Steps of `mcp`. A client sends each request of the revision, one after the other, so that a proxy with few workers can serve
 * them; each message of a stream is sent once the client has the previous one. Then it calls a tool and cancels the call: by a
 * notification in a separate request (2025-11-25), or by closing the stream (2026-07-28).
 */
import type { Ms, Stage } from '../../harness/model/index.ts'
import { leave, openStep, runStep, sendBlocks } from '../../harness/scenario-kit/exchanges/run-step.ts'
import { EVERY } from './cancelling.ts'
import { type CancelledStep, NEXT_PROGRESS, wireOf } from './wire.ts'

const PATIENCE: Ms = 800
const MAX_WRITES = 20

export async function run(stage: Stage): Promise<void> {
  const { steps, cancelled } = wireOf(stage.axes.revision)
  for (const step of steps) await runStep(stage, step, PATIENCE)
  await cancel(stage, cancelled)
}

async function cancel(stage: Stage, step: CancelledStep): Promise<void> {
  const client = openStep(stage, step)
  const exchange = await stage.exchange(step.name)
  if (exchange === undefined) return client.close()
  await stage.within(PATIENCE, exchange.requestEnd())
  await exchange.sendHead({ headers: step.answerFields })
  await sendBlocks(stage, client, exchange, step.blocks, PATIENCE)
  if (step.by === undefined) {
    return leave(stage, client, exchange, { block: NEXT_PROGRESS, every: EVERY, most: MAX_WRITES, patience: PATIENCE })
  }
  stage.act('cancel')
  await runStep(stage, step.by, PATIENCE)
  await exchange.end()
  await stage.within(PATIENCE, client.ended())
  await client.close()
}
