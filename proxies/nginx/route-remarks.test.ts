import { expect, it } from 'vitest'
import { adapter } from './adapter.ts'
import { build, site } from './build.fixture.ts'

const remarks = (text: string) =>
  adapter.remarks?.({ 'a.conf': text }, build).map(({ where, says }) => `${where.slice(7)}: ${says}`)
const server = (inside: string) => `server { listen 80;\n${inside}\n}\n`

it.for([
  ['location / { proxy_pass http://a; }', []],
  [
    'location ^/x { proxy_pass http://a; }\nlocation / { proxy_pass http://b; }',
    [
      '2: `location ^/x` matches no request: every path begins with "/", none with "^"; `location ^~ /x` or `location ~ ^/x` was probably meant. Requests for /x go to `proxy_pass http://b` (a.conf:3)',
    ],
  ],
  [
    'location api/ { proxy_pass http://a; }\nlocation / { root /srv; }',
    [
      '2: `location api/` matches no request: every path begins with "/", none with "a"; `location /api/` was probably meant',
    ],
  ],
  [
    'location / { error_page 502 = @s;\nproxy_pass http://a; }\nlocation @s { proxy_pass http://b; }',
    ['4: `proxy_pass http://b` was not tested: only after an error, by `error_page 502 = @s` (a.conf:2)'],
  ],
  [
    'location / { proxy_pass http://a; }\nlocation @s { proxy_pass http://b; }',
    ['3: `proxy_pass http://b` was not tested: nothing leads to location @s'],
  ],
  [
    'location / { mirror /m;\nproxy_pass http://a; }\nlocation = /m { internal; proxy_pass http://b; }',
    ["4: `proxy_pass http://b` was not tested: only the proxy's own requests come here, by `mirror /m` (a.conf:2)"],
  ],
  [
    'location / { if ($request_method = POST) { proxy_pass http://b; } proxy_pass http://a; }',
    [
      '2: `proxy_pass http://b` was not tested: only where `if ($request_method = POST)` holds, which it does not for an EventSource, or cannot be known',
    ],
  ],
  [
    'location /a { return 410;\nproxy_pass http://a; }\nlocation / { proxy_pass http://b; }',
    ['3: `proxy_pass http://a` was not tested: it is answered with 410 (a.conf:2)'],
  ],
  [
    'location / { error_page 418 = @s;\nif ($http_accept ~ event) { return 418; }\nproxy_pass http://a; }\nlocation @s { proxy_pass http://s; }',
    [
      '4: `proxy_pass http://a` was not tested: only a client that does not ask for text/event-stream comes here',
      '5: this answers an EventSource (Accept: text/event-stream), and was tested; any other client, such as fetch() without that header, gets `proxy_pass http://a` (a.conf:4)',
    ],
  ],
  [
    'location / { if ($http_accept ~ event) { proxy_pass http://a; } }',
    [
      '2: this answers an EventSource (Accept: text/event-stream), and was tested; any other client, such as fetch() without that header, gets none: it is answered with 404 (a.conf:2)',
    ],
  ],
  [
    'location /tools { proxy_pass http://a/; }\nlocation /b/ { rewrite ^/b/(.*) /$1 break; proxy_pass http://b/; }',
    [
      '2: a request for /tools/x reaches the application as //x; `location /tools/` with the same target was probably meant',
    ],
  ],
  [
    'ssl on;\nlocation / { proxy_pass http://a; }',
    [
      '2: `ssl on` is refused by nginx from 1.25.1 on: take it out, and write `ssl` in each `listen` that it was meant for. Its listeners were tested as if that were done',
    ],
  ],
  [
    'location / { rewrite ^/(.*)$ /in/$1 last; }\nlocation /in { internal; proxy_pass http://a/; }\nlocation = /c { proxy_pass http://a/c; }',
    [],
  ],
] as const)('%s', ([inside, expected]) => {
  expect(remarks(server(inside))).toEqual(expected)
})

it.for([
  [
    'map $http_accept $pool { default 10.0.0.1; ~event-stream 10.0.0.2; }',
    'proxy_pass http://$pool;',
    '`proxy_pass http://$pool` is `proxy_pass http://10.0.0.2` for an EventSource (Accept: text/event-stream), as was tested, and `proxy_pass http://10.0.0.1` for any other client, such as fetch() without that header',
  ],
  [
    'map $http_accept $pool { default 10.0.0.1; ~event-stream 10.0.0.2; }',
    'proxy_pass http://a; access_log /x if=$pool;',
    undefined,
  ],
  ['map $http_accept $pool { default 10.0.0.1; application/json 10.0.0.2; }', 'proxy_pass http://$pool;', undefined],
  // Unknown values are not compared.
  ['map $http_accept $pool { default $cookie; ~event-stream $http_x; }', 'proxy_pass http://$pool;', undefined],
] as const)('a setting that follows from what the client accepts: %s %s', ([map, inside, says]) => {
  const found = remarks(`${map}\n${server(`location / { ${inside} }`)}`)
  expect(found).toEqual(says === undefined ? [] : [`3: ${says}`])
})

it('a server that no request reaches', () => {
  const one = server('server_name x; location / { proxy_pass http://a; }')
  expect(remarks(one + one)).toEqual([
    '5: `proxy_pass http://a` was not tested: another server at its addresses answers to its names',
  ])
})

it('where nothing can be tested, the error has the place and the reason', () => {
  const text = server('location /a { return 410;\nproxy_pass http://a; }')
  expect(() => adapter.prepare({ 'a.conf': text }, site, build)).toThrow(
    expect.objectContaining({
      code: 'bad-config',
      where: 'a.conf:3',
      advice: '`proxy_pass http://a` was not tested: it is answered with 410 (a.conf:2)',
    }),
  )
})

it('that HTTP/3 is not tested is said once for a server', () => {
  const text =
    'server { listen 443 quic reuseport;\nlisten [::]:443 quic;\nlisten 443 ssl; location / { proxy_pass http://a; } }'
  expect(remarks(text)).toEqual(['1: HTTP/3 was not tested: no client here speaks it'])
})
