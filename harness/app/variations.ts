/** Variations of the request, without a proxy: over HTTP/1.0, HEAD, a CORS preflight, and with a Last-Event-ID. */
import type { LimitFunction } from 'p-limit'
import type { HeaderField, Ms } from '../model/index.ts'
import { type Asked, ask, type Question } from './ask.ts'
import { askToResume, type ResumeResult } from './resume.ts'
import type { AppTarget } from './target.ts'

export interface Variations {
  /** The response over HTTP/1.0. Here and below, undefined: not tested. */
  readonly old: Asked | undefined
  readonly head: Asked | undefined
  readonly preflight: Asked | undefined
  readonly resume: ResumeResult | undefined
  /** The application has stopped responding, also to the unmodified request; `refused`: it accepts no connection. */
  readonly stopped: boolean | 'refused'
}

/** Time limit for the head of one more response, and for an event after a Last-Event-ID. */
const PATIENCE: Ms = 2000
const LONGEST_PATIENCE: Ms = 10_000

/** An application that sends its response headers late needs as long for each request. @param headAfter of the unmodified request */
const patienceFor = (headAfter: Ms): Ms => Math.min(LONGEST_PATIENCE, Math.max(PATIENCE, 2 * headAfter + 1000))
/** Header fields of a preflight from a page of another origin. */
const PREFLIGHT: readonly HeaderField[] = [
  ['Origin', 'https://page.example'],
  ['Access-Control-Request-Method', 'GET'],
  ['Access-Control-Request-Headers', 'last-event-id'],
]

/** @param ids of the first stream's events */
export async function askVariations(
  target: AppTarget,
  ids: readonly string[],
  limit: LimitFunction,
  headAfter: Ms = 0,
): Promise<Variations> {
  const patience = patienceFor(headAfter)
  const also = (question: Omit<Question, 'patience'>): Promise<Asked> =>
    limit(() => ask(target, { ...question, patience }))
  // A script that is run for HEAD like for GET may never end: its output is discarded, so its loop does not detect the
  // disconnect. Where it is the only worker, no later request would get a response.
  const bare = target.oneAtATime !== true
  const [old, head, preflight, resume] = await Promise.all([
    also({ version: '1.0' }),
    bare ? also({ method: 'HEAD', bare: true }) : undefined,
    bare ? also({ method: 'OPTIONS', bare: true, fields: PREFLIGHT }) : undefined,
    limit(() => askToResume(target, ids, patience)),
  ])
  const silent = [old, head, preflight].some((one) => one !== undefined && !isAnswered(one))
  const isRefused = [old, head, preflight].some((one) => one?.end?.how === 'refused')
  const isUnanswered = silent || isRefused || resume?.unknownId === 0 || resume?.malformedId === 0
  if (!isUnanswered) return { old, head, preflight, resume, stopped: false }
  const again = await limit(() => ask(target, { patience }))
  const isGone = again.end?.how === 'refused'
  if (isAnswered(again) && !isGone) return { old, head, preflight, resume, stopped: false }
  const known = (one: Asked | undefined): Asked | undefined => (one?.head === undefined ? undefined : one)
  return {
    old: known(old),
    head: known(head),
    preflight: known(preflight),
    resume: undefined,
    stopped: isGone ? 'refused' : true,
  }
}

/** Whether the application responds to the unmodified request, in whatever way. */
export const answers = async (target: AppTarget, patience: Ms = LONGEST_PATIENCE): Promise<boolean> =>
  isAnswered(await ask(target, { patience }))

const isAnswered = ({ head, end }: Asked): boolean => head !== undefined || end !== undefined
