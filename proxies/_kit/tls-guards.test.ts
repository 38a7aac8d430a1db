import { describe, expect, it } from 'vitest'
import { learnNames, whyDropGuard } from './tls-guards.ts'

const tls = { certificate: '/c.pem', key: '/k.pem' }

describe('a guard', () => {
  it.for([
    ['of the connection, over cleartext', {}, { own: true, reported: false }, /cleartext/],
    ['of the connection, over TLS', { tls }, { own: true, reported: false }, undefined],
    ['of a reported scheme, over cleartext', {}, { own: false, reported: true }, /X-Forwarded-Proto/],
    ['of a reported scheme, over TLS', { tls }, { own: true, reported: true }, /X-Forwarded-Proto/],
    ['of something else', {}, { own: false, reported: false }, undefined],
  ] as const)('%s', ([, site, depends, why]) => {
    if (why === undefined) expect(whyDropGuard(site, depends)).toBeUndefined()
    else expect(whyDropGuard(site, depends)).toMatch(why)
  })
})

describe('names that depend on others', () => {
  const chain = [
    ['C', 'b'],
    ['b', 'a'],
    ['other', 'nothing'],
  ] as const

  it('are found through several steps, in any order and case', () => {
    const names = new Set(['a'])
    learnNames(names, (learn) => {
      for (const [name, from] of chain) if (names.has(from)) learn(name)
    })
    expect([...names]).toEqual(['a', 'b', 'c'])
  })

  it('are not searched for without end', () => {
    const names = new Set<string>()
    let steps = 0
    learnNames(names, (learn) => learn(`v${steps++}`))
    expect(steps).toBe(10)
  })
})
