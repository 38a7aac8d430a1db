/**
 * Tests what a client observes behind a proxy when the application aborts its response: the recorded beginning of the stream,
 * aborted in each way.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { type Alteration, altered } from '../../servers/relay/altered.ts'
import type { AnswerSource } from '../../servers/relay/application.ts'
import { finalHeadAt } from '../../servers/relay/message-head.ts'
import { type Recording, type ReplayEnd, replay, withChunks } from '../../servers/relay/recording.ts'
import { readResponseHead } from '../client/head.ts'
import type { Ms } from '../model/index.ts'
import { within } from '../wire/within.ts'
import { openThrough } from './opened-stream.ts'
import type { Aborted } from './passage.ts'
import type { AppRoute } from './route.ts'
import type { AppTarget } from './target.ts'

const PATIENCE: Ms = 800
/** A reset discards data that the peer has not read yet, which would make the result random. */
const SETTLE: Ms = 150
/** Id that the EventSource sends on reconnecting: the same streams show whether the field arrives. */
const LAST_ID = '2026-01-01T00:00:01Z;n=1/+%20='

const WAYS = ['inside', 'fin', 'rst'] as const satisfies readonly ReplayEnd[]

export const abortedStreams = (
  route: AppRoute,
  target: AppTarget,
  recording: Recording,
  alteration: Alteration,
): Promise<Aborted[]> => Promise.all(WAYS.map((how) => aborted(route, target, recording, alteration, how)))

/** With chunks the end of the connection is no end of the response, so the recording is reframed before it ends. */
function endingSource(recording: Recording, ending: Promise<ReplayEnd>, alteration: Alteration): AnswerSource {
  const source = (one: Recording): AnswerSource => altered(replay(one, ending), alteration)
  const text = recording.head.toString('latin1')
  const { framing } = readResponseHead(text.slice(finalHeadAt(text)))
  if (alteration.chunked !== true || framing !== 'close-delimited') return source(recording)
  const isNew = (request: string): boolean => /^\S+ \S+ HTTP\/1\.1\r?\n/.test(request)
  return (request, listener) => source(isNew(request) ? withChunks(recording) : recording)(request, listener)
}

async function aborted(
  route: AppRoute,
  target: AppTarget,
  recording: Recording,
  alteration: Alteration,
  how: (typeof WAYS)[number],
): Promise<Aborted> {
  const ending = Promise.withResolvers<ReplayEnd>()
  const source = endingSource(recording, ending.promise, alteration)
  await using stream = openThrough(route, target, source, { headers: { 'Last-Event-ID': LAST_ID } })
  const exchange = await stream.exchange(1, 5 * PATIENCE)
  if (exchange === undefined) return { how, seen: 'unreached', isKept: true, idArrives: undefined }
  exchange.release(Number.POSITIVE_INFINITY)
  await exchange.came(recording.pieces.length)
  const sent = exchange.passedBytes
  const arrives = await within(PATIENCE, stream.client.bytes(sent))
  if (arrives) await pause(SETTLE)
  ending.resolve(how)
  const isOver = await within(3 * PATIENCE, stream.client.ended())
  const end = stream.of('end')[0]
  const status = stream.of('head')[0]?.status
  const id = exchange.request.headers.find(([name]) => name.toLowerCase() === 'last-event-id')?.[1]
  return {
    how,
    seen: !isOver ? 'waiting' : end?.message === 'complete' && status === 200 ? 'complete' : 'cut',
    isKept: stream.client.received >= sent,
    idArrives: id === undefined ? 'dropped' : id === LAST_ID ? 'unchanged' : 'changed',
  }
}
