import { expect, test } from 'vitest'
import type { Fact, Trace } from '../model/index.ts'
import { isUnanswered } from './unanswered.ts'

const of = (...facts: Partial<Fact>[]): boolean => isUnanswered({ facts } as unknown as Trace)
const client = (fact: Partial<Fact>) => ({ side: 'client', client: 'a', attempt: 1, ...fact }) as Partial<Fact>
const asked = client({ fact: 'request' })

test('a first request that nothing answers before the harness leaves is unanswered', () => {
  expect(of(asked)).toBe(true)
  expect(of(asked, client({ fact: 'end', byUs: true }))).toBe(true)
  expect(of(asked, { ...client({ fact: 'request', client: 'b' }), side: 'origin' } as Partial<Fact>)).toBe(true)
})

test('an answer of the proxy’s own, an end that it makes, and a request that the origin got are answers', () => {
  expect(of(asked, client({ fact: 'head', status: 502 }))).toBe(false)
  expect(of(asked, client({ fact: 'end', byUs: false }))).toBe(false)
  expect(of(asked, { ...asked, side: 'origin' } as Partial<Fact>)).toBe(false)
  expect(of()).toBe(false)
})
