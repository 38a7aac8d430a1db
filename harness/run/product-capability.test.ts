import { expect, test } from 'vitest'
import { build, adapter as faulty, profileOf } from '../../proxies/faulty/adapter.ts'
import { scenario as delivery } from '../../scenarios/delivery/scenario.ts'
import { scenario as reload } from '../../scenarios/reload/scenario.ts'
import { plan } from '../matrix/plan.ts'
import type { Adapter, Capabilities, Scenario } from '../model/index.ts'
import { incapable } from './product-capability.ts'

const casesOf = (scenario: Scenario) =>
  plan({
    scenarios: [scenario],
    profiles: [profileOf()],
    builds: [build],
    runtime: 'local',
    axes: { origin: ['chunked'], event: ['60'] },
  })

const skipped = (scenario: Scenario, capabilities: Capabilities): (string | undefined)[] => {
  const adapter: Adapter = { ...faulty, title: 'X', capabilities }
  const { cells, controls } = casesOf(scenario)
  return [...cells, ...controls].map((cell) => {
    const outcome = incapable(() => adapter, cell)
    return outcome?.state === 'skipped' ? outcome.because : outcome?.state
  })
}
const some = (outcomes: readonly (string | undefined)[]): string[] => [
  ...new Set(outcomes.filter((one) => one !== undefined)),
]

test('a front that a product does not have, and a reload that it cannot do, are skipped with that reason', () => {
  const { reload: how } = faulty.capabilities
  expect(some(skipped(delivery, { fronts: ['h1'] }))).toEqual(['X has no front h1+tls', 'X has no front h2+tls'])
  expect(some(skipped(reload, { fronts: faulty.capabilities.fronts }))).toEqual([
    'X takes no configuration while it runs',
  ])
  expect(some(skipped(reload, { ...faulty.capabilities, ...(how === undefined ? {} : { reload: how }) }))).toEqual([])
  expect(some(skipped(delivery, faulty.capabilities))).toEqual([])
})

test('a control is never skipped: no product stands in its way', () => {
  const { controls } = casesOf(reload)
  expect(controls.map((cell) => incapable(() => ({ ...faulty, capabilities: { fronts: [] } }), cell))).toEqual(
    controls.map(() => undefined),
  )
})
