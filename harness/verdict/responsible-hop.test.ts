/** A chain's findings, and which of its hops shows them alone. */
import { expect, test } from 'vitest'
import type { CellVerdict, HopRecord } from '../model/index.ts'
import { cell, finding } from './expect/fixture.ts'
import { responsibleFor, sayResponsible } from './responsible-hop.ts'

const hop = (proxy: string, profile: string): HopRecord => ({
  proxy,
  profile,
  build: `${proxy}-1`,
  version: '1',
  profileDigest: '',
  replaced: [],
})
const hops = [hop('nginx', 'defaults'), hop('apache', 'sed')]

function live(proxy: string, profile: string, observed: string): CellVerdict {
  const outcome = observed === 'streamed' ? 'pass' : 'fail'
  const build = proxy === 'chain' ? 'nginx-1+apache-1' : `${proxy}-1`
  return cell({
    proxy,
    profile,
    build,
    scenario: 'delivery',
    findings: [finding('delivery/live', observed, { outcome })],
  })
}

test('the hop that shows it alone is named', () => {
  const chain = live('chain', 'both', 'held')
  const all = [chain, live('nginx', 'defaults', 'held'), live('apache', 'sed', 'streamed')]
  const found = responsibleFor([chain], hops, all)
  expect(found).toEqual([{ criterion: 'delivery/live', observed: 'held', hops: ['nginx/defaults'], known: true }])
  expect(sayResponsible(found)).toBe('nginx/defaults is responsible for delivery/live held')
})

test('a finding that no hop shows alone is caused by the combination', () => {
  const chain = live('chain', 'both', 'held')
  const all = [chain, live('nginx', 'defaults', 'streamed'), live('apache', 'sed', 'one-behind')]
  expect(sayResponsible(responsibleFor([chain], hops, all))).toBe(
    'no hop alone shows delivery/live held, only the combination',
  )
})

test('a hop that did not run alone is not cleared', () => {
  const chain = live('chain', 'both', 'held')
  const found = responsibleFor([chain], hops, [chain, live('apache', 'sed', 'streamed')])
  expect(found).toEqual([{ criterion: 'delivery/live', observed: 'held', hops: [], known: false }])
  expect(sayResponsible(found)).toContain('unknown: the hops did not run alone')
})

test('a pass has no responsible hop', () => {
  const chain = live('chain', 'both', 'streamed')
  expect(responsibleFor([chain], hops, [chain])).toEqual([])
  expect(sayResponsible([])).toBe('')
})
