/**
 * Steps of `slow-reader`. The client stops reading; the origin sends as fast as possible, until nothing is accepted or more than enough
 * is buffered; then the client reads again, and everything has to arrive.
 */
import { createHash, type Hash, randomBytes } from 'node:crypto'
import type { ClientStream, Exchange, Ms, Stage } from '../../harness/model/index.ts'
import { drain } from '../../harness/scenario-kit/drain-stream.ts'
import { MAX_HELD, MAX_TAKEN, STREAM, STUCK } from './streams.ts'

const PATIENCE: Ms = 500
const PIECE = 256 * 1024
/** Of the kernel's list, while the stream goes on. */
const MAX_READINGS = 5
const LINE = 1024
/** Upper bound for the compression ratio of the lines below. */
const MAX_SHRUNK = 1.4
const REST = { quiet: 2000, most: 6000 } as const

/** Lines of an unknown field, which clients ignore (WHATWG HTML §9.2.6): four blocks, so that none repeats within a compressor's window. */
const LINES = Buffer.from(
  Array.from(
    { length: (4 * PIECE) / LINE },
    () =>
      `fill: ${randomBytes(LINE)
        .toString('base64')
        .slice(0, LINE - 7)}\n`,
  ).join(''),
)

const FIRST = Buffer.from('id: first\ndata: before the pause\n\n')
const LAST = Buffer.from('\nid: last\ndata: after the pause\n\n')

const pieceOf = (n: number): Buffer => {
  const from = (n * PIECE) % LINES.length
  return LINES.subarray(from, from + PIECE)
}

/** Digests of the first event and n blocks, cached: they are the same in every test case, and expensive to compute. */
const hashes: Hash[] = [createHash('sha256').update(FIRST)]
function digestOf(pieces: number): string {
  for (let n = hashes.length; n <= pieces; n += 1) {
    const before = hashes[n - 1] as Hash
    hashes.push(before.copy().update(pieceOf(n - 1)))
  }
  const whole = (hashes[pieces] as Hash).copy().update(LAST)
  return whole.digest('hex').slice(0, 16)
}

export async function run(stage: Stage): Promise<void> {
  const client = stage.open(STREAM, { digest: true })
  const exchange = await stage.exchange(STREAM)
  if (exchange === undefined) return client.close()
  await exchange.sendBytes(FIRST)
  await stage.within(PATIENCE, client.arrived('first'))
  client.pause()
  stage.act('paused')
  const pieces = await fill(stage, client, exchange)
  client.resume()
  void exchange.sendBytes(LAST)
  const ended = exchange.end()
  const sent = FIRST.length + pieces * PIECE + LAST.length
  const rest = await drain(stage, client, { ...REST, total: sent })
  stage.act('waited', { rest, received: client.received, sent, digest: digestOf(pieces), read: client.read })
  await client.close()
  await ended
}

/** Bytes that the kernel has accepted from the origin. */
const handedOver = (exchange: Exchange): number => exchange.written - exchange.unsent

/** Both from the same moment, as the stream may go on while the kernel's list is read; without the list where it never rested. */
async function atRest(
  stage: Stage,
  client: ClientStream,
  exchange: Exchange,
): Promise<{ readonly bytes: number; readonly inKernel: Awaited<ReturnType<Stage['inKernel']>> }> {
  for (let n = 1; ; n += 1) {
    const bytes = handedOver(exchange)
    const inKernel = await stage.inKernel(client, exchange)
    if (handedOver(exchange) === bytes) return { bytes, inKernel }
    if (n === MAX_READINGS) return { bytes: handedOver(exchange), inKernel: undefined }
  }
}

/**
 * Sends until nothing is accepted for a while, the peer has closed, or enough is buffered to call it unbounded. Returns the
 * number of blocks.
 */
async function fill(stage: Stage, client: ClientStream, exchange: Exchange): Promise<number> {
  let gone = false
  void exchange.left().then(() => {
    gone = true
  })
  for (let pieces = 1, lookAt = MAX_HELD; ; pieces += 1) {
    const flows = await stage.within(STUCK, exchange.sendBytes(pieceOf(pieces - 1)))
    if (flows && !gone && handedOver(exchange) < lookAt) continue
    const { bytes, inKernel } = await atRest(stage, client, exchange)
    const held = inKernel && bytes - inKernel.fromOrigin - MAX_SHRUNK * (inKernel.toClient + client.read)
    const all = held === undefined ? bytes >= MAX_TAKEN : held >= MAX_HELD
    if (!flows || gone || all) {
      stage.act('taken', { bytes, all, read: client.read, ...inKernel, ...(gone ? { gone } : {}) })
      return pieces
    }
    lookAt = held === undefined ? MAX_TAKEN : bytes + MAX_HELD - held
  }
}
