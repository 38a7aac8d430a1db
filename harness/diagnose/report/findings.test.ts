import { expect, it } from 'vitest'
import { cell, finding, passed } from '../../verdict/expect/fixture.ts'
import { allFindings } from './findings.ts'

it('whatever came of a criterion is listed, with its front, its case and its numbers', () => {
  const measures = { limit: { value: 60_012.5, unit: 'ms' as const } }
  const cells = [
    cell({
      scenario: 'slow-head',
      axes: { front: 'h1+tls' },
      findings: [finding('slow-head/limit', 'gives-up', { kind: 'informative', outcome: 'measured', measures })],
    }),
    cell({
      axes: { origin: 'chunked', front: 'h2+tls' },
      findings: [
        passed('delivery/live'),
        finding('delivery/prompt', 'noisy', { outcome: 'noisy', actual: 'event-loop stall' }),
        finding('delivery/intact', 'not-applicable', { outcome: 'not-applicable', actual: 'there was no stream' }),
      ],
    }),
    cell({ axes: { front: 'h1' }, findings: [finding('state', 'refused')] }),
  ]
  const found = allFindings(cells)
  expect(found.map(({ criterion, front, case: tail, outcome }) => [criterion, front, tail, outcome])).toEqual([
    ['slow-head/limit', 'h1+tls', 'slow-head/h1+tls', 'measured'],
    ['delivery/live', 'h2+tls', 'delivery/chunked/h2+tls', 'pass'],
    ['delivery/prompt', 'h2+tls', 'delivery/chunked/h2+tls', 'inconclusive'],
    ['delivery/intact', 'h2+tls', 'delivery/chunked/h2+tls', 'not-applicable'],
  ])
  expect(found[0]?.measures).toEqual([{ name: 'limit', value: 60_012.5, unit: 'ms' }])
  expect(found[2]).toMatchObject({ observed: 'inconclusive', actual: 'event-loop stall' })
})
