import { expect, it } from 'vitest'
import { build } from './build.fixture.ts'
import { innateTo } from './product-limitations.ts'

it.for([
  ['1.22.1', 'h2+tls', true],
  ['1.25.5', 'h2+tls', true],
  ['1.26.0', 'h2+tls', false],
  ['1.22.1', 'h1+tls', false],
  ['1.22.1', 'h1', false],
] as const)(
  'nginx %s over %s sends headers with the first body bytes, whatever is written: %s',
  ([version, front, is]) => {
    const failing = { criterion: 'delivery/head-first', front, observed: ['delayed'] }
    expect(innateTo({ ...build, version }, failing) !== undefined).toBe(is)
  },
)

it.for([
  ['1.26.3', 'h2+tls', true],
  ['1.29.0', 'h2+tls', false],
  ['1.26.3', 'h1', false],
] as const)('nginx %s over %s loses the response after a 103, whatever is written: %s', ([version, front, is]) => {
  const failing = { criterion: 'headers-first/early-hints', front, observed: ['lost'] }
  expect(innateTo({ ...build, version }, failing) !== undefined).toBe(is)
})

it('nothing else is', () => {
  expect(innateTo(build, { criterion: 'delivery/live', front: 'h2+tls', observed: ['held'] })).toBeUndefined()
})
