import { describe, expect, it } from 'vitest'
import { build } from './build.fixture.ts'
import { innateTo } from './product-limitations.ts'

const told = (criterion: string, observed: string[], version = build.version) =>
  innateTo({ ...build, version }, { criterion, observed })?.says

describe('what Apache does whatever is written', () => {
  it('is told of what was observed, and of nothing else', () => {
    expect(told('client-leaves-silent/noticed', ['not-noticed'])).toContain('does not watch its client')
    expect(told('client-leaves-busy/noticed', ['never'])).toBeUndefined()
    expect(told('http2/many', ['not-served'])).toContain('six')
    expect(told('http2/many', ['limited'])).toBeUndefined()
    expect(told('capacity/streams', ['below-announced'])).toContain('six')
    expect(told('capacity/streams', ['exhausted'])).toBeUndefined()
  })

  it.for([
    ['2.4.9', true],
    ['2.4.68', true],
    ['2.4.69', false],
    ['2.4.100', false],
    ['2.5.1', false],
  ] as const)('of the versions that do: %s', ([version, does]) => {
    expect(told('reload/open-stream', ['lost'], version) !== undefined).toBe(does)
  })
})
