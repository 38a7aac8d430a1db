/**
 * Steps of `headers-first`. The origin sends only its headers; then, until the client has them: an event, padding, the end. If
 * padding flushed them, another stream measures how much, to 1 %. Where the headers follow a 103, a stream without one runs beside.
 */

import type { HeadOptions, Ms, Stage } from '../../harness/model/index.ts'
import { flushSettled, growUntilFlushed, weigh } from '../../harness/scenario-kit/buffered-bytes/find.ts'
import { PLAIN, STREAM, WEIGHED } from './streams.ts'

/** Shorter than the shortest idle timeout in use, one second. */
const PATIENCE: Ms = 800
/** Headers that an event flushed arrive within this time; otherwise they wait for more. */
const WITH_BODY: Ms = 300

const LINK = '</style.css>; rel=preload; as=style'

export async function run(stage: Stage): Promise<void> {
  await Promise.all([measured(stage), stage.axes.origin === 'early-hints' ? plain(stage) : undefined])
}

const headOf = ({ axes }: Stage): HeadOptions => {
  if (axes.origin === 'early-hints') return { earlyHints: LINK }
  return { framing: axes.origin === 'close-delimited' ? 'close-delimited' : 'chunked' }
}

/** Shows whether the headers would have waited without the 103, too. */
async function plain(stage: Stage): Promise<void> {
  const client = stage.open(PLAIN)
  const exchange = await stage.exchange(PLAIN)
  if (exchange !== undefined) {
    await exchange.sendHead()
    const there = await stage.within(PATIENCE, client.head())
    stage.act('plain-body')
    await exchange.sendEvent({ id: '1', data: 'the first event' })
    if (!there) await stage.within(WITH_BODY, client.head())
    stage.act('plain-more')
    await exchange.end()
    await stage.within(2 * PATIENCE, client.ended())
  }
  await client.close()
}

async function measured(stage: Stage): Promise<void> {
  const client = stage.open(STREAM)
  const exchange = await stage.exchange(STREAM)
  if (exchange === undefined) return client.close()
  const head = client.head()
  await exchange.sendHead(headOf(stage))
  let there = await stage.within(PATIENCE, head)
  stage.act('body')
  await exchange.sendEvent({ id: '1', data: 'the first event' })
  if (!there) there = await stage.within(WITH_BODY, head)
  stage.act('more')
  const before = exchange.written
  if (!there) {
    const flush = await growUntilFlushed(stage, { exchange, flushed: () => head, base: 0 }, { share: 1 / 32 })
    there = flush !== undefined
  }
  const held = exchange.written
  stage.act('end')
  if (there && held > before) await flushSettled(stage, client)
  const came = client.received
  await exchange.end()
  await stage.within(2 * PATIENCE, client.ended())
  await client.close()
  if (there && held > before) await weighed(stage, held, came)
}

/** Measures on a separate stream, to 1 %. */
async function weighed(stage: Stage, held: number, came: number): Promise<void> {
  const client = stage.open(WEIGHED)
  const exchange = await stage.exchange(WEIGHED)
  if (exchange === undefined) return client.close()
  const head = client.head()
  await exchange.sendHead(headOf(stage))
  await exchange.sendEvent({ id: '1', data: 'the first event' })
  const onSure = () => stage.act('weigh')
  await weigh(stage, { exchange, flushed: () => head, base: 0 }, { held, came, onSure })
  await exchange.end()
  await client.close()
}
