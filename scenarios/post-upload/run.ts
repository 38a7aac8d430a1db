/**
 * Steps of `post-upload`: request bodies. One is sent in parts, each withheld until the previous one has reached the origin; one
 * is slow; one is large. The origin responds to each when it has the whole body.
 */
import { createHash } from 'node:crypto'
import type { ClientStream, Exchange, Ms, OpenOptions, Stage } from '../../harness/model/index.ts'
import { GATED, LARGE, LARGE_BODY, MAX_GATED, PART, PARTS, SLOW, SLOW_EVERY, SLOW_PART, SLOW_PARTS } from './streams.ts'

const PATIENCE: Ms = 800
/** Steps to find the flush trigger of the first part: bytes, and how long to watch (ms). */
const STEP = 500
const STEP_PATIENCE: Ms = 30
/** Time limit for a megabyte on a busy machine. Only a failure takes this long. */
const LONG: Ms = 10_000
const TYPE = { 'Content-Type': 'application/octet-stream' }

const partOf = (n: number, size: number): string => `part ${n}, `.padEnd(size, 'abcdefghij')

export async function run(stage: Stage): Promise<void> {
  await Promise.all([gated(stage), slow(stage), large(stage)])
}

function open(stage: Stage, name: string, options: OpenOptions): ClientStream {
  return stage.open(name, { method: 'POST', headers: TYPE, ...options })
}

const digestOf = (body: string): string => createHash('sha256').update(body).digest('hex').slice(0, 16)

function tellBody(stage: Stage, name: string, digest: string): void {
  stage.act('body', { client: name, digest })
}

async function gated(stage: Stage): Promise<void> {
  const client = open(stage, GATED, { body: 'later' })
  let body = ''
  const send = (size: number): Promise<void> => {
    const part = partOf(body.length, size)
    body += part
    return client.send(part)
  }
  let flows = true
  for (let n = 0; flows && n < PARTS; n += 1) {
    await send(PART)
    const exchange = await stage.exchange(GATED, 1, PATIENCE)
    flows = exchange !== undefined && (await stage.within(PATIENCE, exchange.body(body.length)))
    stage.act('part', { n, there: flows })
  }
  if (!flows) {
    for (let seen = false; !seen && body.length < MAX_GATED; ) {
      await send(Math.max(STEP, Math.floor(body.length / 25)))
      const exchange = await stage.exchange(GATED, 1, STEP_PATIENCE)
      seen = exchange !== undefined && (await stage.within(STEP_PATIENCE, exchange.body(1)))
    }
    stage.act('grown')
  }
  tellBody(stage, GATED, digestOf(body))
  await client.finish()
  await answered(stage, GATED, client)
}

async function slow(stage: Stage): Promise<void> {
  const parts = Array.from({ length: SLOW_PARTS }, (_, n) => partOf(n, SLOW_PART))
  tellBody(stage, SLOW, digestOf(parts.join('')))
  const client = open(stage, SLOW, { body: 'later' })
  let over = false
  for (const part of parts) {
    await client.send(part)
    over ||= await stage.within(SLOW_EVERY, Promise.race([client.head(), client.ended()]))
    if (over) break
  }
  if (!over) await client.finish()
  await answered(stage, SLOW, client)
}

/** Computed once: many test cases start at the same time and would delay each other. */
const largeBody = partOf(0, LARGE_BODY)
const largeDigest = digestOf(largeBody)

async function large(stage: Stage): Promise<void> {
  tellBody(stage, LARGE, largeDigest)
  await answered(stage, LARGE, open(stage, LARGE, { body: largeBody }))
}

/** Responds when the body is complete; a proxy may have responded before. */
async function answered(stage: Stage, name: string, client: ClientStream): Promise<void> {
  const exchange = await stage.exchange(name, 1, LONG)
  if (exchange !== undefined) {
    await taken(stage, exchange, client)
    await exchange.sendHead({
      headers: [
        ['Content-Type', 'text/plain'],
        ['Content-Length', '3'],
      ],
    })
    await exchange.sendBytes('ok\n')
    await exchange.end()
  }
  await stage.within(LONG, client.ended())
  stage.act('waited', { client: name })
  await client.close()
}

/** Resolves when the body is complete or no more of it arrives. */
async function taken(stage: Stage, exchange: Exchange, client: ClientStream): Promise<void> {
  let over = false
  const end = Promise.race([exchange.requestEnd(), client.ended()]).then(() => {
    over = true
  })
  for (let read = -1; !over && exchange.read > read; ) {
    read = exchange.read
    await stage.within(LONG, Promise.race([end, exchange.body(read + 1)]))
  }
}
