import { expect, it, vi } from 'vitest'
import type { Finding, Trace } from '../../model/index.ts'
import { crowdOf } from './streams-tested.ts'
import type { CaseRun, Variant } from './variant-runner.ts'

const TAIL = 'capacity/h1/64'
const measured = (observed: string, measures: Record<string, number> = {}): Finding => ({
  outcome: 'measured',
  observed,
  expected: '',
  actual: observed,
  measures: Object.fromEntries(Object.entries(measures).map(([name, value]) => [name, { value, unit: 'count' }])),
  evidence: [],
})
const NOISY = { outcome: 'noisy', actual: 'a stall' } as Finding

interface Given {
  readonly findings: Readonly<Record<string, Finding>>
  readonly state?: Trace['outcome']['state']
  /** Name of a client that was not accepted from other addresses; '' for none. */
  readonly beyond?: string
}

const ran = ({ findings, state = 'complete', beyond = '' }: Given): CaseRun => {
  const judged = Object.entries(findings).map(([id, finding]) => ({ criterion: { id }, finding }))
  const facts = [{ side: 'harness', fact: 'act', name: 'elsewhere', detail: { beyond } }]
  const cell = { axes: { front: 'h1' } }
  return { tail: TAIL, cell, judged, trace: { outcome: { state }, facts } } as unknown as CaseRun
}

async function crowd(first: Given, repeated: Given = first) {
  const alone = vi.fn(async () => ran(repeated))
  const variant = { profile: {}, tails: [TAIL], run: async () => ran(first) } as unknown as Variant
  return { found: await crowdOf({ alone }, variant, TAIL), runsAlone: alone.mock.calls.length }
}

const OPEN = { streams: measured('exhausted', { streams: 9 }) }

it('an inconclusive test runs once more alone; a refused configuration does not', async () => {
  expect(await crowd({ findings: { streams: NOISY } }, { findings: OPEN })).toMatchObject({
    found: { streams: 9, limited: true },
    runsAlone: 1,
  })
  expect(await crowd({ findings: {}, state: 'refused' }, { findings: OPEN })).toEqual({
    found: undefined,
    runsAlone: 0,
  })
  expect(await crowd({ findings: OPEN })).toMatchObject({ found: { streams: 9 }, runsAlone: 0 })
})

it.for([
  ['stream-12', true],
  ['', false],
] as const)('the number of all addresses is a limit where one more was not accepted: %j', async ([beyond, limited]) => {
  const counts = measured('address', { all: 11 })
  const { found } = await crowd({ findings: { ...OPEN, counts }, beyond })
  expect(found).toMatchObject({ counts: 'address', inAll: { streams: 11, limited } })
})
