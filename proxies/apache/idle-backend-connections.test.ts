import { expect, it } from 'vitest'
import { applyChange, mergeChanges } from '../../harness/config/text-edits.ts'
import { build } from './build.fixture.ts'
import { remedies } from './remedies.ts'

const LOST = { criterion: 'retry-replay/idle-connection', observed: ['lost'] }
const titlesAndTexts = (text: string, path = '/') =>
  remedies.candidates({ config: { 'app.conf': text }, build, path }, LOST).map(({ title, setting, change }) => ({
    title,
    says: setting.says,
    text: applyChange({ 'app.conf': text }, change)['app.conf'],
  }))
const PASS = 'ProxyPass / http://app:8080/'

it.for([
  [`${PASS}\n`, 'set ttl=4 in ProxyPass', `${PASS} ttl=4\n`],
  [`${PASS} timeout=9\n`, 'set ttl=4 in ProxyPass', `${PASS} timeout=9 ttl=4\n`],
  [`${PASS} TTL=120 timeout=9\n`, 'set ttl=4 in ProxyPass', `${PASS} ttl=4 timeout=9\n`],
  [
    `<Location />\nProxyPass http://app:8080/\nProxySet ttl=60\n</Location>\n`,
    'set ttl=4 in ProxySet',
    `<Location />\nProxyPass http://app:8080/\nProxySet ttl=4\n</Location>\n`,
  ],
  [
    'ProxyPassMatch ^/(.*)$ http://app:8080/$1\n',
    'set ttl=4 in ProxyPassMatch',
    'ProxyPassMatch ^/(.*)$ http://app:8080/$1 ttl=4\n',
  ],
  [
    '<Proxy balancer://app>\nBalancerMember http://a:1\nBalancerMember http://b:1 ttl=90\n</Proxy>\nProxyPass / balancer://app/ timeout=9\n',
    'set ttl=4 in each BalancerMember of balancer://app',
    '<Proxy balancer://app>\nBalancerMember http://a:1 ttl=4\nBalancerMember http://b:1 ttl=4\n</Proxy>\nProxyPass / balancer://app/ timeout=9\n',
  ],
] as const)('a request on a connection that is being closed: %j', ([text, title, changed]) => {
  const [first] = titlesAndTexts(text)
  expect(first).toMatchObject({ title, text: changed })
})

it('a parameter behind the address of a group is not one of its servers', () => {
  const group = '<Proxy balancer://app>\nBalancerMember http://a:1\n</Proxy>\nProxyPass / balancer://app/'
  for (const line of [group, `${group} ttl=60`])
    expect(titlesAndTexts(`${line}\n`).map(({ title }) => title)).toEqual([
      'set ttl=4 in BalancerMember',
      'set disablereuse=on in BalancerMember',
    ])
})

it('reuse is turned off where a shorter life of connections does not help, and the cause is a default', () => {
  const all = titlesAndTexts(`${PASS}\n`)
  expect(all.map(({ title }) => title)).toEqual(['set ttl=4 in ProxyPass', 'set disablereuse=on in ProxyPass'])
  expect(all[0]?.says).toBe('ttl= is not set: idle connections are kept without a limit')
  expect(all[1]?.text).toBe(`${PASS} disablereuse=on\n`)
})

it('a route that is not of ProxyPass reuses no connection, and gets no parameter', () => {
  const texts = titlesAndTexts('RewriteEngine On\nRewriteRule ^/(.*)$ http://app:8080/$1 [P]\n')
  expect(texts.filter(({ text }) => /ttl=|disablereuse=/.test(text ?? ''))).toEqual([])
})

it('is added beside a longer timeout on the same line', () => {
  const situation = { config: { 'app.conf': `${PASS} nocanon\n` }, build, path: '/' }
  const idle = { criterion: 'idle-cut/limit', observed: ['cut'] }
  const changes = [idle, LOST].flatMap((failing) => remedies.candidates(situation, failing).slice(0, 1))
  const merged = mergeChanges(changes.map(({ change }) => change))
  expect(merged && applyChange(situation.config, merged)['app.conf']).toBe(`${PASS} nocanon timeout=3600 ttl=4\n`)
})
