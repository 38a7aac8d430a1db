import { expect, it } from 'vitest'
import type { Fact } from '../../harness/model/index.ts'
import { act, event as arrived, asked, end, head, request, sent, traceOf } from '../../harness/trace/trace.fixture.ts'
import { criteria } from './criteria.ts'

const newStreams = criteria.find(({ id }) => id === 'new-streams')

/** A short stream of which the client has read the event, or has not. */
const fresh = (t: number, client: string, event: boolean, because?: string): Fact[] => [
  request(t, client),
  asked(t + 1, client),
  head(t + 2, client),
  ...(event ? [arrived(t + 3, client, client)] : []),
  ...(because === undefined
    ? []
    : [{ t: t + 4, side: 'client', client, attempt: 1, fact: 'gave-up', because } as const]),
  end(t + 5, client, { byUs: !event }),
]
const judged = (because?: string) =>
  newStreams?.judge(
    traceOf([
      sent(1, 'old', 'before'),
      ...fresh(10, 'before-1', true, because),
      ...fresh(20, 'before-2', true, because),
      act(30, 'reload'),
      ...fresh(40, 'new-1', true, because),
      ...fresh(50, 'new-2', false, because),
    ]),
    undefined,
  )

it('a response whose Content-Type the client rejects says nothing of a reload: the event arrives before it gives up, or after', () => {
  expect(judged()).toMatchObject({ outcome: 'fail', observed: 'unanswered' })
  expect(judged('content type missing')).toMatchObject({ outcome: 'not-applicable' })
  expect(judged('content type missing')?.actual).toContain('content type missing: see delivery/content-type')
})
