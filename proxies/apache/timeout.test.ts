import { expect, it } from 'vitest'
import { applyChange } from '../../harness/config/text-edits.ts'
import type { Situation, Timer } from '../../harness/model/index.ts'
import { build } from './build.fixture.ts'
import { remedies } from './remedies.ts'
import { scopeOf } from './scope.ts'
import { longerTimeout } from './timeout.ts'

const TIMER: Timer = { directive: 'Timeout', ms: 60_000, where: 'default', limits: 'idle' }

it.for([
  ['', 'ProxyTimeout 2\n'],
  [' timeout=9', 'ProxyTimeout 2\n'],
] as const)('that of a group is none of its members: ProxyPass%s', ([parameter, added]) => {
  const group = '<Proxy balancer://app>\nBalancerMember http://a:1\n</Proxy>\n'
  const pass = `ProxyPass / balancer://app/${parameter}\n`
  const situation: Situation = { config: { 'app.conf': group + pass }, build }
  const shortened = remedies.shortened(situation, TIMER, 2000)
  expect(applyChange(situation.config, shortened?.change ?? [])['app.conf']).toBe(group + added + pass)
})

it('that of one server of a group is set for all of them, since a stream may be at each', () => {
  const group = (a: string, b: string) =>
    `<Proxy "balancer://App">\nBalancerMember http://a:1 timeout=${a}\nBalancerMember http://b:1 route=b${b}\n</Proxy>\n`
  const other =
    '<Proxy balancer://other>\nBalancerMember http://c:1 timeout=5\n</Proxy>\nBalancerMember balancer://app http://d:1 timeout='
  const pass = '\nProxyPass / balancer://app/\n'
  const situation: Situation = { config: { 'app.conf': `${group('9', '')}${other}7${pass}` }, build }
  const scope = scopeOf(situation)
  const [first] = scope === undefined ? [] : longerTimeout(scope)
  expect(first?.title).toBe('set timeout=3600 in each BalancerMember of balancer://app')
  const changed = applyChange(situation.config, first?.change ?? [])['app.conf']
  expect(changed).toBe(`${group('3600', ' timeout=3600')}${other}3600${pass}`)
})

const inGroup = (members: string) => {
  const config = { 'app.conf': `<Proxy balancer://app>\n${members}</Proxy>\nProxyPass / balancer://app/\n` }
  const scope = scopeOf({ config, build })
  return (scope === undefined ? [] : longerTimeout(scope)).flatMap((one) => (one === undefined ? [] : [one]))
}

it('of a group, the server that has a limit is named, wherever it is in the list', () => {
  const [first] = inGroup('BalancerMember http://a:1\nBalancerMember http://b:1 timeout=9\n')
  expect(first?.setting).toMatchObject({ where: 'app.conf:3', name: 'BalancerMember' })
})

it('a group whose servers have no limit of their own gets none: ProxyTimeout is their limit', () => {
  const titles = inGroup('BalancerMember http://a:1\nBalancerMember http://b:1\n').map(({ title }) => title)
  expect(titles.filter((title) => title.includes('BalancerMember'))).toEqual([])
  expect(titles.some((title) => title.includes('ProxyTimeout'))).toBe(true)
})
