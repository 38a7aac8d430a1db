import { expect, test } from 'vitest'
import { adapter } from './adapter.ts'
import { build } from './build.fixture.ts'

const said = (inside: string) =>
  (
    adapter.remarks?.({ 'a.conf': `<VirtualHost *:80>\nProxyPass / http://a/\n${inside}\n</VirtualHost>\n` }, build) ??
    []
  )
    .filter(({ says }) => says.includes('ProxyErrorOverride'))
    .map(({ where, says }) => `${where} ${/replaces (.*?) by/.exec(says)?.[1]}`)

test.for([
  ['ProxyErrorOverride On', ['a.conf:3 each error response of the application']],
  ['ProxyErrorOverride on 404 503', ["a.conf:3 the application's responses with status 404, 503"]],
  ['ProxyErrorOverride Off', []],
  ['ProxyErrorOverride On\n<Location />\nProxyErrorOverride Off\n</Location>', []],
  ['', []],
] as const)('%s', ([inside, expected]) => {
  expect(said(inside)).toEqual(expected)
})
