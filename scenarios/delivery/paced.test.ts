import { describe, expect, it } from 'vitest'
import type { Fact, Trace } from '../../harness/model/index.ts'
import { pacedBy, sayRate } from './paced.ts'

const sent = (t: number, written: number): Fact =>
  ({
    t,
    side: 'origin',
    client: 's',
    attempt: 1,
    joinedBy: 'client',
    fact: 'sent',
    what: 'padding',
    id: '',
    bytes: 0,
    written,
    digest: '',
  }) as unknown as Fact
const body = (t: number, bytes: number, encoded = bytes): Fact =>
  ({ t, side: 'client', client: 's', attempt: 1, fact: 'body', bytes, encoded }) as unknown as Fact
const end = (t: number): Fact => ({ t, side: 'harness', fact: 'act', name: 'end', detail: {} })
const stall = (t: number, ms: number): Fact => ({ t, side: 'harness', fact: 'stall', ms })
const trace = (...facts: Fact[]): Trace => ({ facts: [...facts].sort((a, b) => a.t - b.t) }) as unknown as Trace
const rate = (...facts: Fact[]): string | undefined => {
  const paced = pacedBy(trace(...facts), 's')
  return paced && sayRate(paced)
}
const times = (count: number, fact: (n: number) => Fact): Fact[] => Array.from({ length: count }, (_, n) => fact(n))

describe('a limit on the rate', () => {
  it('lets pieces through although nothing is sent', () => {
    expect(rate(sent(0, 2000), ...times(9, (n) => body(200 * (n + 1), 204)), end(3000))).toBe(
      'about 1,000 bytes a second',
    )
  })

  it('keeps more back than it lets through', () => {
    expect(rate(sent(0, 4030), body(100, 2000), sent(5000, 300_000), body(7100, 2100), end(9000))).toBe(
      'about 300 bytes a second',
    )
  })

  // nginx waits for as long as the previous piece takes at the limit: 8,192 bytes at 2,048 a second.
  it('is a range where the only piece after a wait is the rest of a buffer', () => {
    expect(rate(sent(0, 300_000), body(100, 8192), body(4100, 1904), end(5000))).toBe(
      'about 480 to 2,000 bytes a second',
    )
    expect(rate(sent(0, 300_000), body(100, 8192), body(4100, 8192), end(5000))).toBe('about 2,000 bytes a second')
    const again = [body(4100, 8192), body(8100, 8192)]
    expect(rate(sent(0, 300_000), body(100, 8192), ...again, body(12_100, 1904), end(13_000))).toBe(
      'about 2,000 bytes a second',
    )
  })
})

describe('no limit', () => {
  it('a compressor flushes its blocks by rules of its own', () => {
    const blocks = (encoded: number) => [
      sent(0, 2000),
      ...times(9, (n) => body(200 * (n + 1), 204, encoded)),
      end(3000),
    ]
    expect(rate(...blocks(204))).toBe('about 1,000 bytes a second')
    expect(rate(...blocks(90))).toBeUndefined()
  })

  it('a buffer is flushed when more is sent', () => {
    expect(rate(sent(0, 4000), body(10, 4000), sent(3000, 8000), body(3010, 4000), end(4000))).toBeUndefined()
  })

  it('a line that waits for the next one', () => {
    expect(
      rate(
        ...times(8, (n) => sent(1000 * n, 60 * (n + 1))),
        ...times(7, (n) => body(1000 * (n + 1) + 5, 60)),
        end(9000),
      ),
    ).toBeUndefined()
  })

  it('a timer flushes everything that arrived', () => {
    expect(
      rate(...times(20, (n) => sent(100 * n, 60 * (n + 1))), ...times(9, (n) => body(200 * n + 250, 120)), end(3000)),
    ).toBeUndefined()
  })

  it('the end flushes the rest', () => {
    expect(rate(sent(0, 4100), body(10, 4000), end(3000), body(3010, 100))).toBeUndefined()
  })

  it('several short stalls that fill most of a long wait', () => {
    const facts = [sent(0, 400), body(5, 60), body(2700, 60), end(2800)]
    expect(rate(...facts)).toBeDefined()
    expect(rate(...facts, ...times(6, (n) => stall(400 + 400 * n, 330)))).toBeUndefined()
  })

  it('an event loop stall in this process', () => {
    const pieces = times(9, (n) => body(200 * (n + 1), 204))
    expect(rate(sent(0, 2000), ...pieces, ...times(9, (n) => stall(200 * (n + 1), 190)), end(3000))).toBeUndefined()
  })
})
