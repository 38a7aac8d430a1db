import { expect, it } from 'vitest'
import { applyChange } from '../../harness/config/text-edits.ts'
import { build } from './build.fixture.ts'
import { remedies } from './remedies.ts'

const UNSEEN = { criterion: 'resume/end-seen', observed: ['left-waiting'] }
const group = (inside = '', pass = '') =>
  `<Proxy balancer://App>\nBalancerMember h2c://a:1\nBalancerMember h2c://b:1\n${inside}</Proxy>\nProxyPass / balancer://app/${pass}\n`
const attemptsIn = (text: string) =>
  remedies
    .candidates({ config: { 'app.conf': text }, build, path: '/' }, UNSEEN)
    .filter(({ title }) => title.includes('maxattempts'))
    .map(({ setting, change, costs }) => ({
      where: setting.where,
      text: applyChange({ 'app.conf': text }, change)['app.conf'],
      costs: costs !== undefined,
    }))

it.for([
  ['nowhere', group(), undefined, group('', ' maxattempts=0')],
  [
    'with another parameter',
    group('', ' lbmethod=byrequests'),
    undefined,
    group('', ' lbmethod=byrequests maxattempts=0'),
  ],
  ['at the address', group('', ' MaxAttempts=3'), 'app.conf:5', group('', ' maxattempts=0')],
  ['in the section', group('ProxySet maxattempts=3\n'), 'app.conf:4', group('ProxySet maxattempts=0\n')],
  [
    'by name',
    `ProxySet balancer://app maxattempts=3\n${group()}`,
    'app.conf:1',
    `ProxySet balancer://app maxattempts=0\n${group()}`,
  ],
] as const)('one attempt for each request of a group, where the number is written: %s', ([_, text, where, changed]) => {
  expect(attemptsIn(text)).toEqual([{ where, text: changed, costs: true }])
})

it.for([
  ['no group', 'ProxyPass / h2c://a:1/\n'],
  [
    'a group whose address is in no ProxyPass',
    `${group().replace('ProxyPass / balancer://app/', 'RewriteEngine On\nRewriteRule ^/(.*) balancer://app/$1 [P]')}`,
  ],
] as const)('none: %s', ([_, text]) => {
  expect(attemptsIn(text)).toEqual([])
})
