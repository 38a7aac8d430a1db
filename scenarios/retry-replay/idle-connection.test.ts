import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { Fact, JudgedTrace, Trace } from '../../harness/model/index.ts'
import { readTrace } from '../../harness/trace/trace-files.ts'
import { criteria } from './criteria.ts'
import { STREAM } from './streams.ts'

const GOLDEN = join(import.meta.dirname, 'traces/keeps-origin-connections.closing-POST-h1.jsonl')
const NEW_CONNECTION = 99_000

const judge = (id: string, trace: Trace) =>
  criteria.find((one) => one.id === id)?.judge({ ...trace, control: undefined } as unknown as JudgedTrace, undefined)

/** As if the request of the trace had arrived on another connection than an idle one, with these acts of the harness after it. */
async function onNewConnection(...acts: readonly string[]): Promise<Trace> {
  const trace = await readTrace(GOLDEN)
  const facts = trace.facts.map((fact) =>
    fact.side === 'origin' && fact.fact === 'request' && fact.client === STREAM
      ? { ...fact, connection: NEW_CONNECTION }
      : fact,
  )
  const last = trace.facts.at(-1)?.t ?? 0
  const added = acts.map((name): Fact => ({ t: last, side: 'harness', fact: 'act', name, detail: {} }) as Fact)
  return { ...trace, facts: [...facts, ...added].map((fact, index) => ({ ...fact, index })) } as Trace
}

it('a proxy that closes an idle connection when it needs one does not reuse it', async () => {
  expect(judge('idle-connection', await onNewConnection('discarded'))).toMatchObject({
    outcome: 'pass',
    observed: 'other-connection',
    actual: 'the proxy closes an idle connection instead of reusing it',
  })
})

it('idle connections that no request used say nothing', async () => {
  expect(judge('idle-connection', await onNewConnection())?.outcome).toBe('noisy')
})

it('the request that fails is the last one: the ones before it arrived on other connections', async () => {
  const trace = await readTrace(GOLDEN)
  const requests = trace.facts.filter(
    (fact) => fact.side === 'origin' && fact.fact === 'request' && fact.client === STREAM,
  )
  const again = { ...requests[0], exchange: 99, t: (trace.facts.at(-1)?.t ?? 0) + 1 } as Fact
  const named = (client: string) => ({ ...again, client }) as Fact
  // The first request was repeated; the second one was not.
  const twice = { ...trace, facts: [...trace.facts, again] }
  expect(judge('repeated', twice)?.actual ?? judge('post-once', twice)?.actual).toContain('upstream requested')
  const once = { ...trace, facts: [...trace.facts, again, named('stream-2')] }
  const said = (one: Trace) => criteria.map(({ id }) => judge(id, one)?.actual).join('\n')
  expect(said(twice)).toMatch(/upstream requested [2-9] times/)
  expect(said(once)).not.toMatch(/upstream requested [2-9] times/)
  expect(said(once)).toContain('upstream requested once')
})
