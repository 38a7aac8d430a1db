import { expect, it } from 'vitest'
import { adapter } from './adapter.ts'
import { build } from './build.fixture.ts'

const remarks = (text: string) =>
  adapter.remarks?.({ 'a.conf': text }, build).map(({ where, says }) => `${where.slice(7)}: ${says}`)
const host = (inside: string) => `<VirtualHost *:80>\nServerName x\n${inside}\n</VirtualHost>\n`

it.for([
  ['ProxyPass /a http://a/\nProxyPass / http://b/', []],
  ['ProxyPass /a !\nProxyPass / http://b/', []],
  [
    'ProxyPass / http://b/\nProxyPass /a http://a/',
    ['2: `ProxyPass /a` was not tested: `ProxyPass /` (a.conf:1) answers a request for /a before it'],
  ],
  [
    'RewriteEngine On\nRewriteCond %{HTTP:Upgrade} websocket [NC]\nRewriteRule ^/(.*) ws://b/$1 [P]',
    [
      '3: `RewriteRule ^/(.*)` was not tested: only where its RewriteCond hold, which they do not for an EventSource, or cannot be known',
    ],
  ],
  [
    'ProxyPass /a !\nProxyPass /a http://a/',
    ['2: `ProxyPass /a` was not tested: a request for /a is passed on by nothing'],
  ],
  [
    host('ProxyPass / http://a/') + host('ProxyPass / http://b/'),
    ['7: `ProxyPass /` was not tested: another virtual host has the same address and names'],
  ],
  [host('ServerAlias y\nProxyPass / http://a/') + host('ServerAlias z\nProxyPass / http://b/'), []],
] as const)('%s', ([text, expected]) => {
  expect(remarks(text)).toEqual(expected)
})
