/**
 * Steps of `llm`. A chat is requested, and each token of the response is sent only when the client has the previous one; then a
 * chat whose model fails after some tokens, one that is refused, and one that the user aborts while the model continues.
 */
import type { Ms, Stage } from '../../harness/model/index.ts'
import { leave, openStep, runStep, sendBlocks } from '../../harness/scenario-kit/exchanges/run-step.ts'
import { EVERY } from './aborting.ts'
import { type Api, apiNamed } from './wire.ts'

const PATIENCE: Ms = 800
const MAX_WRITES = 20

export async function run(stage: Stage): Promise<void> {
  const api = apiNamed(stage.axes.api)
  await stage.undisturbed(() => runStep(stage, api.chat, PATIENCE))
  for (const step of [api.failing, api.limited]) await runStep(stage, step, PATIENCE)
  await abort(stage, api)
}

async function abort(stage: Stage, { aborted, nextToken }: Api): Promise<void> {
  const client = openStep(stage, aborted)
  const exchange = await stage.exchange(aborted.name)
  if (exchange === undefined) return client.close()
  await stage.within(PATIENCE, exchange.requestEnd())
  await exchange.sendHead({ headers: aborted.answerFields })
  await sendBlocks(stage, client, exchange, aborted.blocks, PATIENCE)
  await leave(stage, client, exchange, { block: nextToken, every: EVERY, most: MAX_WRITES, patience: PATIENCE })
}
