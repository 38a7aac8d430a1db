/** One more request to the application, without a proxy: records only the response head, and what follows shortly after. */
import { setTimeout as pause } from 'node:timers/promises'
import { type Answer, type AnswerEnd, askApplication } from '../../servers/relay/application.ts'
import type { Content } from '../../servers/relay/pieces.ts'
import type { ResponseHead } from '../client/head.ts'
import type { HeaderField, Ms } from '../model/index.ts'
import { now } from '../wire/timestamp.ts'
import { within } from '../wire/within.ts'
import { openEnd, untilFree } from './leaving.ts'
import { eventsToResume } from './named-events.ts'
import type { AppTarget } from './target.ts'

export interface Asked {
  readonly head: ResponseHead | undefined
  readonly end: AnswerEnd | undefined
  readonly content: readonly Content[]
  /** Time from the request to the response head. */
  readonly headAfter: Ms | undefined
  /** Bytes of a body arrived after the head. */
  readonly hasBody: boolean
  readonly ends: Answer['ends']
}

export interface Question {
  readonly method?: string
  readonly version?: '1.0' | '1.1'
  readonly fields?: readonly HeaderField[]
  /** Omits the body that the user gave. */
  readonly bare?: boolean
  readonly patience: Ms
  /** Number of events after which it closes, heartbeats not counted; 0: closes after the head. */
  readonly events?: number
  readonly onHead?: () => void
  /** When this resolves, the client closes at the latest. */
  readonly until?: Promise<void>
}

/** Time for the first bytes of a body that a response to HEAD must not have. */
const BODY_PATIENCE: Ms = 200
const ACCEPT: HeaderField = ['Accept', 'text/event-stream']

export async function ask(
  target: AppTarget,
  { method, version = '1.1', fields = [], bare = false, patience, events = 0, onHead, until }: Question,
): Promise<Asked> {
  const body = bare ? undefined : target.body
  const own: HeaderField[] = [
    ['Host', target.host],
    ...(target.headers.some(([name]) => name.toLowerCase() === 'accept') ? [] : [ACCEPT]),
    ...(version === '1.0' ? [] : ([['Connection', 'close']] as const)),
    ...target.headers.filter(([name]) => !bare || name.toLowerCase() !== 'content-type'),
    ...fields,
    ...(body === undefined ? [] : ([['Content-Length', String(Buffer.byteLength(body))]] as const)),
  ]
  const lines = own.map(([name, value]) => `${name}: ${Buffer.from(value).toString('latin1')}\r\n`).join('')
  const request = `${method ?? target.method} ${target.target} HTTP/${version}\r\n${lines}\r\n`
  const content: Content[] = []
  const done = Promise.withResolvers<void>()
  let head: ResponseHead | undefined
  let end: AnswerEnd | undefined
  let headAfter: Ms | undefined
  let hasBody = false
  const from = now()
  const answer = askApplication(target.application)(request, {
    head(given) {
      headAfter = now() - from
      head = given
      onHead?.()
      if (events === 0) done.resolve()
    },
    piece(piece) {
      hasBody ||= piece.raw.length > 0
      content.push(...piece.content)
      if (eventsToResume(content).length >= events) done.resolve()
    },
    over(how) {
      end = how
      done.resolve()
    },
  })
  if (body !== undefined) answer.send(Buffer.from(body))
  await within(patience, until === undefined ? done.promise : Promise.race([done.promise, until]))
  if (method === 'HEAD' && head !== undefined && end === undefined && !hasBody) await pause(BODY_PATIENCE)
  const { ends } = answer
  const open = target.oneAtATime === true ? openEnd(ends) : undefined
  answer.leave('fin')
  if (target.oneAtATime === true) await untilFree(ends, open)
  return { head, end, content, headAfter, hasBody, ends }
}
