import { expect, test } from 'vitest'
import { adapter } from './adapter.ts'
import { build } from './build.fixture.ts'

const said = (inside: string) =>
  (
    adapter.remarks?.({ 'a.conf': `<VirtualHost *:80>\nProxyPass / http://a/\n${inside}\n</VirtualHost>\n` }, build) ??
    []
  )
    .filter(({ says }) => /OPTIONS|Allow-Origin/.test(says))
    .map(({ where, says }) => `${where} ${/`([^`]*)`/.exec(says)?.[1]}`)

const ALWAYS = 'Header always set Access-Control-Allow-Origin "*"'
const TWICE = ['a.conf:3 Header … Access-Control-Allow-Origin']

test.for([
  [
    '<Location /mcp>\n<LimitExcept GET POST>\nRequire all denied\n</LimitExcept>\n</Location>',
    ['a.conf:4 <LimitExcept GET POST>'],
  ],
  ['<Location />\n<LimitExcept GET OPTIONS>\nRequire all denied\n</LimitExcept>\n</Location>', []],
  ['<Location />\n<LimitExcept GET>\nRequire all granted\n</LimitExcept>\n</Location>', []],
  ['<Location />\n<Limit OPTIONS>\nDeny from all\n</Limit>\n</Location>', ['a.conf:4 <Limit OPTIONS>']],
  ['<Location />\n<Limit PUT>\nDeny from all\n</Limit>\n</Location>', []],
  ['<Location />\nAllowMethods GET POST\n</Location>', ['a.conf:4 AllowMethods']],
  ['<Location />\nAllowMethods GET OPTIONS\n</Location>', []],
  ['<Location />\nAllowMethods reset\n</Location>', []],
  [ALWAYS, TWICE],
  ['Header add Access-Control-Allow-Origin "*"', TWICE],
  ['Header set Access-Control-Allow-Origin "*"', []],
  [`${ALWAYS}\nHeader onsuccess unset Access-Control-Allow-Origin`, []],
  ['Header always set Access-Control-Allow-Methods "GET"', []],
] as const)('%s', ([inside, expected]) => {
  expect(said(inside)).toEqual(expected)
})
