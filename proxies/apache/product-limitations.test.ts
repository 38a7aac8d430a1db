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
    ['h2c://app:8000/', true],
    ['h2://app/', true],
    ['http://app/', false],
    ['balancer://h2c/', false],
  ] as const)('of mod_proxy_http2 only where it passes requests on: %s', ([target, does]) => {
    for (const [criterion, observed] of [
      ['delivery/head-first', 'delayed'],
      ['truncation/apart', 'looks-whole'],
    ] as const) {
      const found = innateTo(build, { criterion, observed: [observed] }, target)
      expect(found?.bare?.['bare.conf']).toBe(does ? 'ProxyPass /sse/ h2c://app/sse/\n' : undefined)
    }
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
