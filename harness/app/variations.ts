/** The same request in variation, without a proxy: over HTTP/1.0, HEAD, a preflight, and with a Last-Event-ID. */
import type { LimitFunction } from 'p-limit'
import type { HeaderField, Ms } from '../model/index.ts'
import { type Asked, ask, type Question } from './ask.ts'
import { askToResume, type ResumeResult } from './resume.ts'
import type { AppTarget } from './target.ts'

export interface Variations {
  /** Over HTTP/1.0. Undefined here and below: not tested. */
  readonly old: Asked | undefined
  readonly head: Asked | undefined
  readonly preflight: Asked | undefined
  readonly resume: ResumeResult | undefined
  /** The application has ceased to answer, the usual request too. */
  readonly stopped: boolean
}

/** For the head of one more response, and for an event after a Last-Event-ID. */
const PATIENCE: Ms = 2000
const LONGEST_PATIENCE: Ms = 10_000

/** An application that sends its response headers late takes as long for each request. @param headAfter of the usual request */
const patienceFor = (headAfter: Ms): Ms => Math.min(LONGEST_PATIENCE, Math.max(PATIENCE, 2 * headAfter + 1000))
/** Of the page of another origin that asks before it is let in. */
const PREFLIGHT: readonly HeaderField[] = [
  ['Origin', 'https://page.example'],
  ['Access-Control-Request-Method', 'GET'],
  ['Access-Control-Request-Headers', 'last-event-id'],
]

/** @param ids of the events that the first stream had */
export async function askVariations(
  target: AppTarget,
  ids: readonly string[],
  limit: LimitFunction,
  headAfter: Ms = 0,
): Promise<Variations> {
  const patience = patienceFor(headAfter)
  const also = (question: Omit<Question, 'patience'>): Promise<Asked> =>
    limit(() => ask(target, { ...question, patience }))
  // A script that is run for HEAD as for GET may never end (its output is discarded, so its loop does not notice that the client left),
  // and where it is the only one that runs, nothing would be answered after that.
  const bare = target.oneAtATime !== true
  const [old, head, preflight, resume] = await Promise.all([
    also({ version: '1.0' }),
    bare ? also({ method: 'HEAD', bare: true }) : undefined,
    bare ? also({ method: 'OPTIONS', bare: true, fields: PREFLIGHT }) : undefined,
    limit(() => askToResume(target, ids, patience)),
  ])
  const silent = [old, head, preflight].some((one) => one !== undefined && !isAnswered(one))
  const isUnanswered = silent || resume?.unknownId === 0 || resume?.malformedId === 0
  if (!isUnanswered) return { old, head, preflight, resume, stopped: false }
  if (await limit(() => answers(target, patience))) return { old, head, preflight, resume, stopped: false }
  const known = (one: Asked | undefined): Asked | undefined => (one !== undefined && isAnswered(one) ? one : undefined)
  return { old: known(old), head: known(head), preflight: known(preflight), resume: undefined, stopped: true }
}

/** Whether the application answers the usual request, in whatever way. */
export const answers = async (target: AppTarget, patience: Ms = LONGEST_PATIENCE): Promise<boolean> =>
  isAnswered(await ask(target, { patience }))

const isAnswered = ({ head, end }: Asked): boolean => head !== undefined || end !== undefined
