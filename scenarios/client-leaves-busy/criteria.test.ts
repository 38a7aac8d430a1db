import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { Scenario } from '../../harness/model/index.ts'
import { readTrace } from '../../harness/trace/trace-files.ts'
import { scenario as silent } from '../client-leaves-silent/scenario.ts'
import { scenario as busy } from './scenario.ts'

it.for<readonly [string, Scenario]>([
  ['client-leaves-busy', busy],
  ['client-leaves-silent', silent],
])('%s: what the proxy closed before the client disconnected is no detection', async ([id, { criteria }]) => {
  const read = await readTrace(join(import.meta.dirname, '..', id, 'traces', 'faithful.GET-h1.jsonl'))
  const trace = read && { ...read, stallTolerance: 500 }
  const leave = trace?.facts.find((fact) => fact.fact === 'act' && fact.name === 'leave')
  if (trace === undefined || leave === undefined) throw new Error('no such trace')
  const facts = trace.facts.map((fact) => (fact.fact === 'peer-left' ? { ...fact, t: leave.t - 1 } : fact))
  expect(criteria[0]?.judge(trace, undefined).outcome).toBe('pass')
  expect(criteria[0]?.judge({ ...trace, facts }, undefined).outcome).toBe('not-applicable')
})
