import { describe, expect, it } from 'vitest'
import { adapter } from './adapter.ts'
import { build, site } from './build.fixture.ts'

const server = (inside: string, around = '') =>
  `${around}\nserver { listen 80; server_name a.example; ${inside} location / { proxy_pass http://app; } }`
const ran = (text: string) => adapter.prepare({ 'a.conf': text }, site, build).files['conf/a.conf'] ?? ''
const names = (text: string) => adapter.routes?.({ 'a.conf': text }, build).map(({ name, host }) => `${host} ${name}`)

describe('a guard that asks for what the harness does not have is left out, and its location is tested', () => {
  it.for([
    ['a header field', 'if ($http_authorization = "") { return 401; }', ''],
    ['a token', 'if ($http_x_api_key != "abc") { return 403; }', ''],
    ['a cookie', 'if ($cookie_session = "") { return 302 /login; }', ''],
    ['a cookie, by a rewrite', 'if ($http_cookie !~ "session=") { rewrite ^ /login redirect; }', ''],
    ['a query', 'if ($arg_token = "") { return 403; }', ''],
    ['a signed link', 'secure_link $arg_md5; secure_link_md5 x; if ($secure_link = "") { return 403; }', ''],
    ['a certificate', 'if ($ssl_client_verify != SUCCESS) { return 403; }', ''],
    ['an address', 'if ($remote_addr !~ "^10\\.") { return 403; }', ''],
    ['a network', 'if ($inside = 0) { return 403; }', 'geo $inside { default 0; 10.0.0.0/8 1; }'],
    ['a page it came from', 'valid_referers server_names; if ($invalid_referer) { return 403; }', ''],
    ['a program', 'if ($bad) { return 444; }', 'map $http_user_agent $bad { default 0; "" 1; }'],
    [
      'a token, in two steps',
      'set $deny 0; if ($http_x_token = "") { set $deny "$deny-1"; } if ($deny = 0-1) { return 401; }',
      '',
    ],
  ] as const)('%s', ([, guard, around]) => {
    const text = server(guard, around)
    expect(ran(text)).not.toMatch(/return (401|403|444|302)|redirect;/)
    expect(names(text)).toEqual(['a.example location /'])
  })

  it.for([
    ['the kind of request', 'if ($request_method = PUT) { return 403; }'],
    ['a field that a stream cannot have', 'if ($http_x_requested_with != XMLHttpRequest) { return 403; }'],
    ['a WebSocket', 'if ($http_sec_websocket_key = "") { return 403; }'],
    ['a query of a page that moved', 'if ($arg_page = 2) { return 301 /two; }'],
    ['where the request goes elsewhere before', 'if ($http_x_key = "") { rewrite ^ /slow last; return 403; }'],
    ['where nothing is done', 'if ($http_x_key = "") { break; return 403; }'],
    ['a status that is none of access', 'if ($http_x_key = "") { return 418; }'],
  ] as const)('not one that depends on something else: %s', ([, guard]) => {
    expect(ran(server(guard))).toMatch(/return (403|301|418)/)
  })
})

describe('a server that redirects all of its names but one', () => {
  const redirect = (test: string) => `if (${test}) { return 301 http://www.b.example$request_uri; }`
  const twoNames = (test: string) =>
    `server { listen 80; server_name b.example www.b.example; ${redirect(test)} location / { proxy_pass http://app; } }`

  it.for(['$host = b.example', '$host != www.b.example', '$http_host !~* ^www\\.'])('is asked by that: %s', (test) => {
    expect(names(twoNames(test))).toEqual(['www.b.example location /'])
  })

  it.for(['', 'server_name _;'])('without a name of its own is asked by one, and not by an address: "%s"', (name) => {
    const test = 'if ($host ~* "^[0-9.]+$") { return 444; }'
    const text = `server { listen 80; ${name} ${test} location / { proxy_pass http://app; } }`
    const [route] = adapter.routes?.({ 'a.conf': text }, build) ?? []
    expect(route?.host).toBe('any-host.example')
    const { host = '', path = '' } = route ?? {}
    expect(adapter.prepare({ 'a.conf': text }, site, build, { host, path }).host).toBe('any-host.example')
  })

  it.for([
    ['a default server', 'listen 80; server_name _;', 'app.b.example'],
    ['one with a mask', 'listen 80; server_name *.b.example;', 'app.b.example'],
    ['one with names of its own', 'listen 80; server_name x.b.example api.b.example;', 'api.b.example'],
  ] as const)('that has a map of names is asked by one of them: %s', ([, names, expected]) => {
    const map = 'map $host $to { app.b.example a:1; api.b.example b:1; }'
    const text = `${map}\nserver { ${names} if ($to = "") { return 404; } location / { proxy_pass http://$to; } }`
    expect(adapter.routes?.({ 'a.conf': text }, build).map(({ host }) => host)).toEqual([expected])
    const without = text.replace('if ($to = "") { return 404; }', '')
    expect(adapter.routes?.({ 'a.conf': without }, build).map(({ host }) => host)).toEqual([expected])
  })

  it('of all names is not tested, with the line that answers', () => {
    const text = server('if ($host = a.example) {\n return 301 https://$host$request_uri; }')
    expect(adapter.remarks?.({ 'a.conf': text }, build)).toEqual([
      { where: 'a.conf:3', says: '`proxy_pass http://app` was not tested: it is answered with 301 (a.conf:3)' },
    ])
  })
})
