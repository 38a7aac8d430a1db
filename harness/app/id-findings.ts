/** Event ids, and their effect after a reconnect. Pure. */
import type { AppFinding } from './app-finding.ts'
import type { Flow } from './flow.ts'
import type { ResumeResult } from './resume.ts'

const HTML = (section: string): string => `WHATWG HTML §${section}`

interface Seen {
  readonly flow: Flow
  readonly resume: ResumeResult | undefined
}

export function idFindings({ flow, resume }: Seen): AppFinding[] {
  const { ids } = flow
  if (ids.length < 2) return []
  const rule = HTML('9.2.6')
  if (ids.every((id) => id === '')) {
    return [
      {
        id: 'no-ids',
        level: 'warning',
        says: 'events have no ids: a client that reconnects loses what was sent meanwhile',
        rule,
      },
    ]
  }
  const found: AppFinding[] = []
  if (ids.includes(''))
    found.push({
      id: 'some-ids',
      level: 'warning',
      says: 'some events have no id: a client that reconnects gets them twice or not at all',
      rule,
    })
  const seen = new Set<string>()
  const repeated = ids.find((id) => {
    const isAgain = id !== '' && seen.has(id)
    seen.add(id)
    return isAgain
  })
  if (repeated !== undefined)
    found.push({
      id: 'repeated-id',
      level: 'error',
      says: `the id ${JSON.stringify(repeated.slice(0, 40))} is used twice: a client cannot resume by it`,
      rule,
    })
  if (resume !== undefined) found.push(...resumeFindings(resume, flow.ended))
  return found
}

const RESUME: Readonly<Record<ResumeResult['resumed'], readonly [AppFinding['level'], string]>> = {
  'goes-on': ['note', 'goes on with the event after it'],
  gap: ['error', 'goes on with a later event: what was sent meanwhile is lost'],
  duplicate: ['warning', 'sends that event again'],
  restarts: ['error', 'begins again: clients get events twice, or ids that mean something else'],
  nothing: ['warning', 'sent no event within the time: whether it resumes is not known'],
  stops: ['error', 'answers with status 204: EventSource stops for good, and gets nothing of what comes later'],
  error: ['error', 'answers with an error, after which EventSource does not reconnect'],
  unclear: ['warning', 'sends an event whose place in the stream its id does not tell'],
}

/** @param ended the stream ends by itself: then 204 tells clients that there is no more of it */
function resumeFindings(
  { after, resumed, firstId, unknownId, malformedId }: ResumeResult,
  ended: boolean,
): AppFinding[] {
  const [worst, says] = RESUME[resumed]
  const level = resumed === 'stops' && ended ? 'warning' : worst
  const rule = HTML('9.2.4')
  const named = firstId === undefined || firstId === '' ? '' : ` (id ${JSON.stringify(firstId.slice(0, 40))})`
  const found: AppFinding[] = [
    {
      id: `resume-${resumed}`,
      level,
      says: `asked with Last-Event-ID ${JSON.stringify(after.slice(0, 40))} it ${says}${named}`,
      rule,
    },
  ]
  for (const [what, status] of [
    ['it cannot know', unknownId],
    ['that is not ASCII and long', malformedId],
  ] as const) {
    if (status === 200 || status === 204) continue
    const got = status === 0 ? 'gives no answer' : `answers with status ${status}`
    found.push({
      id: 'resume-odd-id',
      level: 'warning',
      says: `to a Last-Event-ID ${what} it ${got}: EventSource then gives up for good`,
      rule,
    })
  }
  return found
}
