/** Proxies and applications that no defect stands for: recorded runs with other header fields and other times. */
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Fact, Finding, Trace } from '../../harness/model/index.ts'
import { readTrace } from '../../harness/trace/trace-files.ts'
import { judgedBy } from '../../harness/verdict/judge.ts'
import { criteria } from './criteria.ts'
import { scenario } from './scenario.ts'

const FIELD = 'X-Accel-Buffering'
const golden = (name: string): Promise<Trace> => readTrace(join(import.meta.dirname, 'traces', `${name}..jsonl`))
const [faithful, ignored, obeyed] = await Promise.all(['faithful', 'ignores-accel', 'obeys-accel-yes'].map(golden))
if (faithful === undefined || ignored === undefined || obeyed === undefined) throw new Error('no such trace')

type Edit = (fact: Fact) => Fact | undefined
const judged = (id: string, trace: Trace, edit: Edit = (fact) => fact): Finding | undefined => {
  const facts = trace.facts.flatMap((fact) => edit(fact) ?? [])
  return criteria.find((one) => one.id === id)?.judge(judgedBy(scenario, { ...trace, facts }), undefined)
}

/** The client's response of one stream has the field with this value, or without one not. */
const withField =
  (stream: string, value?: string): Edit =>
  (fact) => {
    if (fact.fact !== 'head' || fact.client !== stream) return fact
    const others = fact.headers.filter(([name]) => name.toLowerCase() !== FIELD.toLowerCase())
    return { ...fact, headers: value === undefined ? others : [...others, [FIELD, value]] }
  }

/** Each event of one stream arrives after the origin has ended it. */
const buffered =
  (stream: string, ended: number): Edit =>
  (fact) =>
    fact.fact === 'event' && fact.client === stream ? { ...fact, t: ended } : fact

describe('the field on its way to the client', () => {
  it.for([
    ['as it was sent', withField('no', 'no'), 'passed-on'],
    ['another value', withField('no', 'yes'), 'changed'],
    ['none', withField('no'), 'stripped'],
    ['also where the application does not send it', withField('plain', 'no'), 'added'],
  ] as const)('%s', ([, edit, observed]) => {
    expect(judged('passed-on', faithful, edit)?.observed).toBe(observed)
  })
})

describe('what each value does', () => {
  const end = Math.max(...faithful.facts.map(({ t }) => t)) + 1

  it.for([
    ['all of them are streamed', faithful, undefined, { freed: 'live-anyway', yes: 'no-effect' }],
    ['buffered, but with `no`', faithful, ['plain', 'yes'], { freed: 'honoured', yes: 'no-effect' }],
    ['buffered, but with either value', faithful, ['plain'], { freed: 'honoured', yes: 'frees' }],
    ['buffered with `yes` only', faithful, ['yes'], { freed: 'live-anyway', yes: 'holds' }],
    ['buffered with `no` too', ignored, undefined, { freed: 'ignored', yes: 'no-effect' }],
    ['as a proxy that obeys `yes`', obeyed, undefined, { freed: 'live-anyway', yes: 'holds' }],
  ] as const)('%s', ([, trace, streams = [], expected]) => {
    const edit: Edit = (fact) => streams.reduce<Fact | undefined>((one, name) => one && buffered(name, end)(one), fact)
    for (const [id, observed] of Object.entries(expected)) expect(judged(id, trace, edit)?.observed).toBe(observed)
    if (expected.yes === 'no-effect')
      expect(judged('yes', trace, edit)?.actual).toBe(
        `${expected.freed === 'live-anyway' ? 'streamed' : 'buffered'} with and without the header`,
      )
  })
})

it('an application that sends the field with every response shows only what `no` does', () => {
  const always: Edit = (fact) =>
    fact.fact === 'sent-head' && fact.client === 'plain'
      ? { ...fact, raw: fact.raw.replace('\r\n', `\r\n${FIELD}: no\r\n`) }
      : fact
  expect(judged('freed', faithful, always)?.observed).toBe('live')
  expect(judged('yes', faithful, always)).toMatchObject({
    outcome: 'not-applicable',
    actual: `the application of this profile always sends ${FIELD}: no`,
  })
  const both: Edit = (fact) => withField('plain', 'no')(always(fact) ?? fact)
  expect(judged('passed-on', faithful, (fact) => withField('no', 'no')(both(fact) ?? fact))?.observed).toBe('passed-on')
})
