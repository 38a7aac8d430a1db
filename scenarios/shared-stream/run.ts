/**
 * Steps of `shared-stream`. A client requests a URL and gets an event; a second one requests the same URL while the first stream
 * is open; the first ends; a third one requests it. Every event is named after the client whose request it is a response to.
 */
import type { ClientStream, Exchange, HeaderField, Stage } from '../../harness/model/index.ts'
import { type Clients, EVENT_SOURCES, FETCHES, idFor, PATIENCE } from './clients.ts'

const CACHE_CONTROL: Readonly<Record<string, string>> = {
  'no-cache': 'no-cache',
  'max-age': 'max-age=60',
  private: 'private',
}

export async function run(stage: Stage): Promise<void> {
  await askInTurn(stage, EVENT_SOURCES, {})
  await askInTurn(stage, FETCHES, { 'Cache-Control': '' })
}

async function askInTurn(stage: Stage, names: Clients, headers: Readonly<Record<string, string>>): Promise<void> {
  const open = (name: string): ClientStream => stage.open(name, { share: names.first, headers })

  const first = open(names.first)
  // The wait is not measured: on a busy machine it takes longer than the limit for the second client.
  const firstExchange = await stage.exchange(names.first)
  if (firstExchange === undefined) return first.close()
  await answer(stage, first, firstExchange)

  const second = open(names.second)
  const early = await exchangeOf(stage, names, names.second, 2)
  if (early === undefined) {
    // Shows whether the second client receives the first one's events.
    await firstExchange.sendEvent({ id: idFor(names.first, 2), data: 'for the first client' })
    await stage.within(PATIENCE, second.arrived(idFor(names.first, 2)))
  } else await answer(stage, second, early)
  stage.act('end', { client: names.first })
  await firstExchange.end()
  await stage.within(PATIENCE, first.ended())

  const secondExchange = early ?? (await exchangeOf(stage, names, names.second, 2))
  if (early === undefined && secondExchange !== undefined) await answer(stage, second, secondExchange)
  await secondExchange?.end()
  await stage.within(PATIENCE, second.ended())

  const later = open(names.later)
  const laterExchange = await exchangeOf(stage, names, names.later, secondExchange === undefined ? 2 : 3)
  if (laterExchange !== undefined) await answer(stage, later, laterExchange)
  await laterExchange?.end()
  await stage.within(PATIENCE, later.ended())
  for (const client of [first, second, later]) await client.close()
}

/** If a proxy drops the header that identifies the client, the request is identified by its URL, which is named after the first client. */
async function exchangeOf(stage: Stage, names: Clients, name: string, nth: number): Promise<Exchange | undefined> {
  return (await stage.exchange(name, 1, PATIENCE)) ?? (await stage.exchange(names.first, nth, 0))
}

async function answer(stage: Stage, client: ClientStream, exchange: Exchange): Promise<void> {
  const control = CACHE_CONTROL[stage.axes.cache ?? '']
  const fields: HeaderField[] = [['Content-Type', 'text/event-stream']]
  if (control !== undefined) fields.push(['Cache-Control', control])
  await exchange.sendHead({ headers: fields })
  const id = idFor(client.name, 1)
  await exchange.sendEvent({ id, data: `for ${client.name}` })
  await stage.within(PATIENCE, client.arrived(id))
}
