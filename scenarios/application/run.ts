/**
 * Steps of `application`. A fresh reference server, set to a fast pace, responds behind the origin. Responses that end by
 * themselves are awaited; the other streams end when the server stops, after some events.
 */
import type { Address, ClientStream, Ms, Relayed, Stage } from '../../harness/model/index.ts'
import { startServer } from '../../servers/app/server.ts'
import { type Asked, ENDPOINTS, type Endpoint, PUBLISHED } from './endpoints.ts'

const PATIENCE: Ms = 3000
/** Startup time of the application on a busy machine; it says nothing about the proxy. */
const ANSWER: Ms = 20_000
/** An origin on the application's CORS allow list: the CORS fields have to arrive too. */
const PAGE = 'https://page.example'
const PACES = { time: 20, notifications: 20, update: 30, heartbeat: 20, token: 2, stocks: 20 }

interface Answering {
  readonly client: ClientStream
  /** Undefined if no request reached the origin. */
  readonly relayed: Relayed | undefined
}

export async function run(stage: Stage): Promise<void> {
  const endpoint = stage.axes.endpoint as Endpoint
  await using application = await startServer(
    {
      port: 0,
      paces: PACES,
      corsOrigins: [PAGE],
      // Uses up the limit, so that the next stream is rejected.
      maxConnections: endpoint === 'status' ? 0 : 100,
      drainDeadline: PATIENCE,
      logLevel: 'silent',
    },
    () => {},
  )
  const { hostname, port } = new URL(application.url)
  const at = { host: hostname, port: Number(port) }

  for (const asked of ENDPOINTS[endpoint] as readonly Asked[]) {
    const answering = await ask(stage, at, asked)
    if (endpoint === 'stream') {
      await stage.within(ANSWER, answering.relayed?.head ?? Promise.resolve())
      for (const each of PUBLISHED) await finish(stage, await ask(stage, at, each))
    }
    await stage.within(ANSWER, answering.relayed?.sent(asked.until ?? Number.POSITIVE_INFINITY) ?? Promise.resolve())
    if (asked.until !== undefined) await application.drain()
    await finish(stage, answering)
  }
}

async function ask(stage: Stage, application: Address, { client: name, path, open }: Asked): Promise<Answering> {
  stage.act('asked', { client: name, path })
  const client = stage.open(name, { ...open, headers: { Origin: PAGE, ...open?.headers }, digest: true })
  const exchange = await stage.exchange(name)
  return { client, relayed: exchange?.answerFrom(application, path) }
}

async function finish(stage: Stage, { client, relayed }: Answering): Promise<void> {
  await stage.within(ANSWER, relayed?.over ?? Promise.resolve())
  await stage.within(PATIENCE, client.ended())
  await client.close()
}
