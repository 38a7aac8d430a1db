/**
 * Steps of `reload`. A stream is open; the proxy reloads; for 3.4 s after that the stream gets an event every quarter of a
 * second, each when the client has the previous one. From the signal on, new streams are opened, one after the other, for two
 * seconds.
 */
import type { ClientStream, Exchange, Ms, Stage } from '../../harness/model/index.ts'

const OLD = 'old'
const PATIENCE: Ms = 3000
/** How long the old stream is watched. Not a whole number of seconds, as `worker_shutdown_timeout` is. */
const WATCH: Ms = 3400
/** Time between two events: shorter than any realistic idle timeout. */
const BEAT: Ms = 250
/** Time in which both sides of a lost stream have observed its end. */
const SETTLED: Ms = 500
/** Number of new streams, and the interval between them. */
const NEW = 10
const EVERY: Ms = 200

export async function run(stage: Stage): Promise<void> {
  const old = stage.open(OLD)
  const exchange = await stage.exchange(OLD)
  if (exchange === undefined) return
  await exchange.sendHead()
  await sendAndAwait(stage, old, exchange, 'before')
  await fresh(stage, 'before-1')
  await fresh(stage, 'before-2')
  stage.act('reload')
  let until = Number.POSITIVE_INFINITY
  const reloading = stage.reload().finally(() => {
    until = stage.now() + WATCH
  })
  reloading.catch(() => {})
  const asking = askForNew(stage)
  const ended = Promise.race([old.ended(), exchange.left()])
  // Starts at the signal: a stream that is idle for the duration of the reload may be closed for that reason.
  for (let n = 1; stage.now() < until; n += 1) {
    if (!(await sendAndAwait(stage, old, exchange, `after-${n}`, ended))) break
    await stage.within(BEAT, ended)
  }
  await reloading
  // The upstream connection may be closed a moment before the client's.
  if (await stage.within(0, ended)) await stage.within(SETTLED, old.ended())
  stage.act('over')
  await asking
  await exchange.end()
  await stage.within(PATIENCE, old.ended())
  await old.close()
}

/** True if the event arrived within the time limit. */
async function sendAndAwait(
  stage: Stage,
  client: ClientStream,
  exchange: Exchange,
  id: string,
  ended: Promise<void> = client.ended(),
): Promise<boolean> {
  await exchange.sendEvent({ id, data: id })
  await stage.within(PATIENCE, Promise.race([client.arrived(id), ended]))
  return stage.within(0, client.arrived(id))
}

async function askForNew(stage: Stage): Promise<void> {
  const from = stage.now()
  const asked: Promise<void>[] = []
  for (let n = 1; n <= NEW; n += 1) {
    asked.push(fresh(stage, `new-${n}`))
    await stage.pause(Math.max(0, from + n * EVERY - stage.now()))
  }
  await Promise.all(asked)
}

/** A short, complete stream; one that is lost before its event is requested once more, as EventSource does. */
async function fresh(stage: Stage, name: string): Promise<void> {
  const client = stage.open(name, { reconnect: true })
  for (const attempt of [1, 2]) {
    const exchange = await stage.exchange(name, attempt)
    await exchange?.sendHead()
    await exchange?.sendEvent({ id: name, data: name })
    await exchange?.end()
    const known = Promise.race([client.arrived(name), client.ended(attempt), client.gaveUp()])
    const answered = await stage.within(exchange === undefined ? 0 : PATIENCE, known)
    const done = Promise.race([client.arrived(name), client.gaveUp()])
    if (!answered || (await stage.within(0, done))) break
  }
  await client.close()
}
