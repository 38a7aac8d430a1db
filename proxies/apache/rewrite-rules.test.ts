/** Each was measured with Apache 2.4: the path that an upstream got, or the status. */
import { describe, expect, it, vi } from 'vitest'
import { adapter } from './adapter.ts'
import { build, site } from './build.fixture.ts'

const answering = (text: string, path: string) =>
  adapter.routes?.({ 'a.conf': text }, build, path).map(({ where }) => where.slice(7))
const remarks = (text: string) =>
  adapter.remarks?.({ 'a.conf': text }, build).map(({ where, says }) => `${where.slice(7)}: ${says}`)
const host = (inside: string) => `<VirtualHost *:80>\nServerName x.test\n${inside}\n</VirtualHost>\n`
const ON = 'RewriteEngine On\n'

describe('the line that answers, where rewrite rules come before it', () => {
  it.for([
    [
      '[L] leaves the request to ProxyPass',
      `${ON}RewriteRule ^/a/ - [L]\nRewriteRule ^/(.*) http://r/$1 [P]\nProxyPass /a/ http://a/`,
      '/a/',
      ['4'],
    ],
    [
      '[END] too',
      `${ON}RewriteRule ^/a/ - [END,E=x:1]\nRewriteRule ^/(.*) http://r/$1 [P]\nProxyPass /a/ http://a/`,
      '/a/',
      ['4'],
    ],
    [
      'the rest has its rule',
      `${ON}RewriteRule ^/a/ - [L]\nRewriteRule ^/(.*) http://r/$1 [P]\nProxyPass /a/ http://a/`,
      '/b/',
      ['3'],
    ],
    [
      'a path of a file',
      `${ON}RewriteRule ^/a/(.*) /h/$1\nProxyPass /h/ http://h/\nProxyPass /a/ http://a/`,
      '/a/',
      [],
    ],
    [
      '[PT]',
      `${ON}RewriteRule ^/a/(.*) /h/$1 [PT]\nRewriteRule ^/(.*) http://r/$1 [P]\nProxyPass /h/ http://h/`,
      '/a/',
      ['4'],
    ],
    [
      '[PT] into a Location',
      `${ON}RewriteRule ^/a/(.*) /h/$1 [PT]\n<Location /h/>\nProxyPass http://h/\n</Location>`,
      '/a/',
      [],
    ],
    ['a rule behind it', `${ON}RewriteRule ^/a/(.*) /h/$1\nRewriteRule ^/h/(.*) http://h/$1 [P]`, '/a/', ['3']],
    [
      '[C] that matches',
      `${ON}RewriteRule ^/a/ - [C]\nRewriteRule ^/(.*) http://c/$1 [P]\nProxyPass / http://p/`,
      '/a/',
      ['3'],
    ],
    [
      '[C] that does not',
      `${ON}RewriteRule ^/a/ - [C]\nRewriteRule ^/(.*) http://c/$1 [P]\nProxyPass / http://p/`,
      '/b/',
      ['4'],
    ],
    ['[S]', `${ON}RewriteRule ^/a/ - [S=1]\nRewriteRule ^ - [G]\nProxyPass / http://p/`, '/a/', ['4']],
    ['[G]', `${ON}RewriteRule ^/a/ - [S=1]\nRewriteRule ^ - [G]\nProxyPass / http://p/`, '/b/', []],
    ['[F]', `${ON}RewriteRule ^/a/ - [F]\nProxyPass / http://p/`, '/a/', []],
    ['[R]', `${ON}RewriteRule ^/a/(.*) /b/$1 [R=307]\nRewriteRule ^/b/(.*) http://b/$1 [P]`, '/a/', []],
    ['another address', `${ON}RewriteRule ^/a/(.*) http://b/$1\nProxyPass / http://p/`, '/a/', []],
    ['!', `${ON}RewriteRule !^/static/ http://r%{REQUEST_URI} [P]\nProxyPass / http://p/`, '/a/', ['2']],
    [
      '! that does not match',
      `${ON}RewriteRule !^/static/ http://r%{REQUEST_URI} [P]\nProxyPass / http://p/`,
      '/static/',
      ['3'],
    ],
    ['no engine', 'RewriteRule ^/(.*) http://r/$1 [P]\nProxyPass / http://p/', '/a/', ['2']],
    [
      'a cookie that nobody sends',
      `${ON}RewriteCond %{HTTP_COOKIE} !off\nRewriteRule ^/(.*) http://r/$1 [P]\nProxyPass / http://p/`,
      '/a/',
      ['3'],
    ],
    [
      'the host',
      host(`${ON}RewriteCond %{HTTP_HOST} ^x\\.test$ [NC]\nRewriteRule ^/(.*) http://r/$1 [P]\nProxyPass / http://p/`),
      '/a/',
      ['5'],
    ],
    [
      'two variables',
      `${ON}RewriteCond %{HTTP:Upgrade}:%{HTTP:Connection} ^websocket:upgrade$ [NC]\nRewriteRule ^/(.*) ws://r/$1 [P]\nProxyPass / http://p/`,
      '/a/',
      ['4'],
    ],
    [
      'a map',
      `${ON}RewriteCond \x24{m:%{HTTP_HOST}|none} !=none\nRewriteRule ^/(.*) http://r/$1 [P]\nProxyPass / http://p/`,
      '/a/',
      ['4'],
    ],
    [
      'a guard that sends to TLS is passed over',
      host(
        `${ON}RewriteCond %{HTTPS} off\nRewriteRule ^ https://%{HTTP_HOST}%{REQUEST_URI} [R=301,L]\nProxyPass / http://p/`,
      ),
      '/a/',
      ['6'],
    ],
    [
      'a rule of the main server',
      `${ON}RewriteRule ^/(.*) http://m/$1 [P]\n${host('ProxyPass / http://p/')}`,
      '/a/',
      ['5'],
    ],
    [
      'an inherited one',
      `${ON}RewriteRule ^/a/(.*) http://m/$1 [P]\n${host(`${ON}RewriteOptions Inherit\nProxyPass / http://p/`)}`,
      '/a/',
      ['2'],
    ],
  ] as const)('%s', ([, text, path, places]) => {
    expect(answering(text, path)).toEqual(places)
  })
})

describe('what a section is for', () => {
  const pass = (section: string, name = 'ProxyPass') =>
    `<${section}>\n${name} http://b/\n</${section.split(' ')[0]}>\nProxyPass / http://p/`

  it.for([
    ['LocationMatch "^/(a|b)/"', 'ProxyPass', '/a/', ['4']],
    ['LocationMatch "^/(a|b)/.*"', 'ProxyPass', '/a/', ['2']],
    ['LocationMatch "^/(a|b)/"', 'ProxyPassMatch', '/a/', ['2']],
    ['Location ~ "^/(a|b)/"', 'ProxyPass', '/a/', ['4']],
    ['Location ~ "^/(a|b)/[0-9]*"', 'ProxyPass', '/a/', ['2']],
    ['Location "/a/*/events"', 'ProxyPass', '/a/x/events', ['4']],
    ['Location "/a/*"', 'ProxyPass', '/a/x', ['2']],
    ['Location "/a/*"', 'ProxyPass', '/a/x/y', ['4']],
    ['Location /a/', 'ProxyPass', '/a/', ['2']],
  ] as const)('<%s> %s %s', ([section, name, path, places]) => {
    expect(answering(pass(section, name), path)).toEqual(places)
  })

  it('is told where ProxyPass cannot match', () => {
    expect(remarks('<LocationMatch "^/(a|b)/">\nProxyPass http://b/\n</LocationMatch>\nProxyPass /c http://p')).toEqual(
      [
        '2: `<LocationMatch ^/(a|b)/>` was not tested: ProxyPass compares the path of its section letter by letter where that has no `*`, `?` or `[…]`, so that no request matches; `ProxyPassMatch` was probably meant',
      ],
    )
  })
})

it('takes an expression behind `ProxyPass ~`', () => {
  const [route] = adapter.routes?.({ 'a.conf': 'ProxyPass ~ "^/(a|b)/(.*)$" http://b/$1/$2' }, build) ?? []
  expect(route).toMatchObject({ name: 'ProxyPass ~ ^/(a|b)/(.*)$', path: '/a/', target: 'http://b/$1/$2' })
})

it.for([
  [`RewriteRule ^/(.*) http://r/$1 [P]`, 'a.conf:1', 'no `RewriteEngine On` holds'],
  [`${ON}RewriteRule ^ https://y.test/ [R]\nProxyPass / http://p/`, 'a.conf:3', '`RewriteRule ^` (a.conf:2) answers'],
] as const)('is told where nothing else proxies: %s', ([text, where, advice]) => {
  const prepare = () => adapter.prepare({ 'a.conf': text }, site, build)
  expect(prepare).toThrow(
    expect.objectContaining({ code: 'bad-config', where, advice: expect.stringContaining(advice) }),
  )
})

it.for([
  ['%{HTTPS} off', ''],
  // The proxy in front reports the scheme; the second condition holds for each request.
  ['%{HTTP:X-Forwarded-Proto} =http [OR]', 'RewriteCond %{HTTP_HOST} !^www\\.'],
] as const)('a guard that sends requests to https:// is passed, not taken for their end: %s', ([condition, more]) => {
  const guard = `RewriteCond ${condition}\n${more}\nRewriteRule ^ https://www.x.test%{REQUEST_URI} [R=301,L]\n`
  expect(answering(host(`${ON}${guard}ProxyPass / http://p/`), '/a/')).toEqual(['7'])
})

it('rules that many hosts inherit are not tried on a path for each rule, once every line that proxies has its route', () => {
  const [hosts, rules] = [10, 200]
  const text = [
    'RewriteEngine On',
    ...Array.from({ length: rules }, (_, n) => `RewriteRule ^/r${n}/(.*)$ /x${n}/$1`),
    ...Array.from(
      { length: hosts },
      (_, n) =>
        `<VirtualHost *:80>\nServerName h${n}.test\nRewriteEngine On\nRewriteOptions Inherit\nProxyPass / http://a/\n</VirtualHost>`,
    ),
  ].join('\n')
  const tried = vi.spyOn(RegExp.prototype, 'exec')
  const found = adapter.routes?.({ 'a.conf': text }, build)
  const count = tried.mock.calls.filter(([path]) => path.startsWith('/')).length
  tried.mockRestore()
  expect(found).toHaveLength(hosts)
  expect(count).toBeLessThan(10 * hosts * rules)
})
