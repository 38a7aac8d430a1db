import { expect, it } from 'vitest'
import { adapter } from './adapter.ts'
import { build } from './build.fixture.ts'

const remarksOn = (text: string) => {
  const { remarks = () => [] } = adapter
  return remarks({ 'a.conf': text }, build).map(({ where, says }) => `${where}: ${says}`)
}
const host = (address: string) => `<VirtualHost ${address}>\nServerName a\nProxyPass / http://b/\n</VirtualHost>\n`
const ROOT = 'ServerRoot /etc/httpd\n'

it('a port that nothing listens on', () => {
  expect(remarksOn(`${ROOT}Listen 80\n${host('*:8443')}`)).toEqual([
    'a.conf:3: no client reaches *:8443: `Listen 8443` is missing; it was tested as if it were there',
  ])
})

it.for([
  ['that port', `${ROOT}Listen 10.0.0.1:8443 https\n${host('*:8443')}`],
  ['a condition around the line', `${ROOT}Listen 80\n<IfModule ssl_module>\nListen 443\n</IfModule>\n${host('*:443')}`],
  ['a part of a configuration', `Listen 8081\n${host('*:80')}`],
  ['a file that was not given', `${ROOT}Listen 80\nInclude ports.conf\n${host('*:8443')}`],
  ['any port', `${ROOT}Listen 80\n${host('*')}`],
] as const)('%s: no remark', ([, text]) => {
  expect(remarksOn(text)).toEqual([])
})
