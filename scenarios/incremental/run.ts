/**
 * Steps of `incremental`. Responses: the same close-delimited stream with and without the field. Requests: the same slow body
 * with and without it; its second part is withheld until the first one has reached the origin.
 */

import type { HeaderField, Ms, Stage } from '../../harness/model/index.ts'
import { runGated } from '../../harness/scenario-kit/gated-stream.ts'
import { FIELD, HINTED, HINTED_UPLOAD, PLAIN, PLAIN_UPLOAD, YES } from './streams.ts'

const PATIENCE: Ms = 600
const EVENTS = 3
const SIZE = 60
const PART = 'data: a part of a body that comes bit by bit\n'

export async function run(stage: Stage): Promise<void> {
  await Promise.all([
    answer(stage, PLAIN, []),
    answer(stage, HINTED, [[FIELD, YES]]),
    upload(stage, PLAIN_UPLOAD, {}),
    upload(stage, HINTED_UPLOAD, { [FIELD]: YES }),
  ])
}

function answer(stage: Stage, name: string, more: readonly HeaderField[]): Promise<void> {
  const fields: readonly HeaderField[] = [['Content-Type', 'text/event-stream'], ['Cache-Control', 'no-cache'], ...more]
  const head = { framing: 'close-delimited', headers: fields } as const
  return runGated(stage, name, { head, events: EVENTS, size: SIZE, patience: PATIENCE })
}

async function upload(stage: Stage, name: string, headers: Readonly<Record<string, string>>): Promise<void> {
  const client = stage.open(name, {
    method: 'POST',
    body: 'later',
    headers: { 'Content-Type': 'text/plain', ...headers },
  })
  await client.send(PART)
  const early = await stage.exchange(name, 1, PATIENCE)
  if (early !== undefined) await stage.within(PATIENCE, early.body(PART.length))
  stage.act('rest', { client: name })
  await client.send(PART)
  await client.finish()
  const exchange = early ?? (await stage.exchange(name, 1, PATIENCE))
  if (exchange !== undefined) {
    await stage.within(PATIENCE, exchange.requestEnd())
    await exchange.sendHead({ status: 204, headers: [] })
    await exchange.end()
    await stage.within(PATIENCE, client.ended())
  }
  await client.close()
}
