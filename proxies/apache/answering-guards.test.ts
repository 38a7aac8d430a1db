import { expect, it } from 'vitest'
import { build } from './build.fixture.ts'
import { remedies } from './remedies.ts'

const causes = (text: string, criterion = 'delivery/live', observed = ['no-stream']) =>
  (remedies.guards?.({ config: { 'a.conf': text }, build }, { criterion, observed }) ?? []).map(
    ({ without }) => `${without.setting.where}: ${without.setting.says}`,
  )

it.for([
  ['<Proxy *>\nRequire all denied\n</Proxy>\nProxyPass / http://b/', ['a.conf:2: Require all denied']],
  ['<Location /a>\nOrder deny,allow\nDeny from all\nProxyPass http://b/\n</Location>', ['a.conf:3: Deny from all']],
  ['<Location /b>\nRequire all denied\n</Location>\nProxyPass /a/ http://b/', []],
  ['<Directory />\nRequire all denied\n</Directory>\nProxyPass / http://b/', []],
  ['<Proxy *>\nRequire all granted\nRequire ip 10.0.0.0/8\n</Proxy>\nProxyPass / http://b/', []],
] as const)('what refuses everybody: %j', ([text, found]) => {
  expect(causes(text)).toEqual(found)
})

it('is no cause of what has another reason', () => {
  const text = '<Proxy *>\nRequire all denied\n</Proxy>\nProxyPass / http://b/'
  expect(causes(text, 'delivery/live', ['held'])).toEqual([])
  expect(causes(text, 'heartbeat/quiet')).toEqual([])
})
