import { describe, expect, it } from 'vitest'
import { adapter } from './adapter.ts'
import { build, site } from './build.fixture.ts'
import { shapes } from './shapes.fixture.ts'

const routes = (text: string) => adapter.routes?.({ 'a.conf': text }, build).map(({ path, host }) => `${host}${path}`)
const server = (inside: string) => `server { listen 80; ${inside} }\n`

const balanced = (upstream: string): (true | undefined)[] | undefined =>
  adapter
    .routes?.({ 'a.conf': `upstream a { ${upstream} } ${server('location / { proxy_pass http://a; }')}` }, build)
    .map(({ isBalanced }) => isBalanced)

describe('every route', () => {
  it('leads to a named location whose name comes from a map', () => {
    const map = 'map $http_accept $kind { default page; "~event-stream" sse; }'
    const places = 'location @page { proxy_pass http://page; } location @sse { proxy_pass http://sse; }'
    for (const lead of ['try_files /none @$kind;', 'error_page 404 = @$kind; root /srv;']) {
      const found = adapter.routes?.({ 'a.conf': `${map} ${server(`location / { ${lead} } ${places}`)}` }, build)
      expect(found?.map(({ target }) => target)).toEqual(['http://sse'])
    }
  })

  it('is balanced where more than one server gets its requests', () => {
    expect(balanced('server 10.0.0.1:80; server 10.0.0.2:80;')).toEqual([true])
    expect(balanced('server 10.0.0.1:80; server 10.0.0.2:80 down;')).toEqual([undefined])
  })

  it('is told with its place', () => {
    expect(adapter.routes?.(shapes.tls ?? {}, build)).toEqual([
      {
        path: '/sse/',
        name: 'location /sse/',
        host: 'sse.example.com',
        server: { index: 1, address: '*:443' },
        serverWhere: 'app.conf:8',
        serverNames: ['sse.example.com'],
        tls: true,
        fronts: ['h1+tls', 'h2+tls'],
        isStreamLike: true,
        where: 'app.conf:23',
        place: '122:app.conf 626:app.conf 679:app.conf',
        target: 'http://127.0.0.1:3000',
      },
    ])
  })

  it.for([
    [
      'location / { proxy_pass http://a; } location /b { proxy_pass http://b; } location = /c { proxy_pass http://c; }',
      ['/', '/b/', '/c'],
    ],
    ['auth_request /v; location / { proxy_pass http://a; } location = /v { proxy_pass http://v; }', ['/']],
    ['location /a/ { location ~ /(x|y)$ { proxy_pass http://a; } }', ['/a/x']],
    ['location / { if (!-f $request_filename) { proxy_pass http://a; break; } }', ['/']],
    ['rewrite ^/old/(.*)$ /new/$1; location /old/ { return 410; } location /new/ { proxy_pass http://a; }', ['/old/']],
    ['location /v1/ { rewrite ^/v1/(.*)$ /app/$1 last; } location /app/ { internal; proxy_pass http://a; }', ['/v1/']],
    ['location /v1/ { rewrite ^/v1/(.*)$ /app/$1 last; } location /app/ { proxy_pass http://a; }', ['/v1/']],
    ['location / { rewrite ^ /x break; proxy_pass http://a; }', ['/']],
    ['location / { if ($http_upgrade) { proxy_pass http://ws; } return 404; }', []],
    ['root /srv; try_files $uri/index.html $uri @app; location @app { proxy_pass http://a; }', ['/']],
    ['location / { try_files $uri $uri/ /index.php; } location = /index.php { proxy_pass http://a; }', ['/']],
    ['location / { try_files $uri =404; proxy_pass http://a; }', []],
    [
      'location /index.php { try_files /none @app; } location / { try_files $uri @app; } location @app { proxy_pass http://a; }',
      ['/'],
    ],
    ['location / { if ($request_method != POST) { return 405; } proxy_pass http://a; }', ['/']],
    ['location / { if ($request_method !~ ^(POST|OPTIONS)$) { return 405; } proxy_pass http://a; }', ['/']],
    ['location / { if ($request_method != PUT) { return 405; } proxy_pass http://a; }', []],
    ['location / { if ($request_method != POST) { rewrite ^ /x break; return 405; } proxy_pass http://a; }', ['/']],
    ['location / { try_files /none @$kind; } location @page { proxy_pass http://a; }', []],
    ['location / { root /srv; } error_page 404 = @app; location @app { proxy_pass http://a; }', ['/']],
    ['location / { error_page 418 = @s; return 418; } location @s { proxy_pass http://a; }', ['/']],
    [
      'location / { error_page 418 = @s; if ($http_accept ~ event) { return 418; } } location @s { proxy_pass http://a; }',
      ['/'],
    ],
    ['location / { error_page 502 = @s; root /srv; } location @s { proxy_pass http://a; }', []],
    ['location / { rewrite ^/(.*)$ /backend/$1 last; } location /backend/ { internal; proxy_pass http://a/; }', ['/']],
    ['location / { rewrite ^ /b/ ; break; proxy_pass http://a; } location /b/ { return 404; }', ['/']],
    ['location / { rewrite ^ /x permanent; proxy_pass http://a; }', []],
    ['location /api/ { if ($http_accept ~* "text/event-stream") { proxy_pass http://a; } }', ['/api/']],
    // The last `if` that holds decides; nginx answers with 500 where neither it nor its location has a `proxy_pass`.
    ['location / { if ($http_accept ~ event) { proxy_pass http://a; } if ($http_accept ~ stream) { set $x 1; } }', []],
    ['location / { if ($http_accept !~* "text/event-stream") { proxy_pass http://a; } }', []],
    ['location / { if ($request_method = POST) { proxy_pass http://a; } return 404; }', []],
    [
      'set $x ""; if ($scheme = http) { set $x H; } if ($x = H) { return 301 https://h; } location / { proxy_pass http://a; }',
      // The guard is removed: see tls-redirects.ts.
      ['/'],
    ],
    ['if ($http_x_unknown != a) { return 403; } location / { proxy_pass http://a; }', ['/']],
    ['location ~ ^/maps/[^/]*/live/ { proxy_pass http://a; }', ['/maps/a/live/']],
    ['location ~ /api/hassio/.*/logs.*/follow { proxy_pass http://a; }', ['/api/hassio/a/logsa/follow/']],
    ['location ^~ /img/ { root /srv; } location ~ ^/(img|live)/ { proxy_pass http://a; }', ['/live/']],
    [
      'location ~ \\.png$ { try_files $uri @a; } location /live/ { try_files $uri @a; } location @a { proxy_pass http://a; }',
      ['/live/'],
    ],
    ['location ^/events { proxy_pass http://a; } location / { proxy_pass http://b; }', ['/events/']],
    // `/` names only what is reached by that path itself.
    [
      'location /files { root /srv; if (!-f $request_filename) { rewrite (.*) /$1 last; } } location / { proxy_pass http://a; }',
      ['/'],
    ],
    // A condition tests for the only path that leads there.
    [
      'set $m a; if ($uri ~ ^/live/) { set $m s; } location / { if ($m = s) { rewrite ^(.*)$ /_s$1 last; } proxy_pass http://a; } location /_s/ { internal; proxy_pass http://s/; }',
      ['/', '/live/'],
    ],
    [
      'location / { root /srv; rewrite ^/feed$ /_f last; } location = /_f { internal; proxy_pass http://f; }',
      ['/feed'],
    ],
    ['location / { if ($request_uri = /only) { proxy_pass http://a; } }', ['/only']],
    ['location /a { rewrite ^ /b last; } location /b { rewrite ^ /a last; proxy_pass http://a; }', []],
  ] as const)('%s', ([inside, paths]) => {
    expect(routes(server(inside))).toEqual(paths)
  })

  it.for([
    ['location / { proxy_pass http://a; }', 'location /'],
    ['try_files $uri @app; location @app { proxy_pass http://a; }', 'location @app'],
    ['location / { try_files $uri @app; } location @app { proxy_pass http://a; }', 'location / → location @app'],
    ['location ~* \\.(png|css)$ { proxy_pass http://a; }', 'location ~* \\.(png|css)$'],
    [
      'location /api/ { if ($http_accept ~* "text/event-stream") { proxy_pass http://a; } }',
      'location /api/, if ($http_accept ~* text/event-stream)',
    ],
  ] as const)('is named as it is written: %s', ([inside, name]) => {
    expect(adapter.routes?.({ 'a.conf': server(inside) }, build).map((route) => route.name)).toEqual([name])
  })

  it('has a path of its own, not one that was made for an expression that does not match it', () => {
    const text = server('location ~* \\.(png|css)$ { proxy_pass http://a; } location / { proxy_pass http://b; }')
    const found = adapter.routes?.({ 'a.conf': text }, build) ?? []
    expect(found.map(({ name, path }) => `${name}: ${path}`)).toEqual([
      'location /: /',
      'location ~* \\.(png|css)$: /k3v9.png',
    ])
  })

  it.for([
    ['location ~ /stream$ { proxy_pass http://s; } location / { proxy_pass http://b; }', ['/stream', '/']],
    [
      'location ~* (stream|events|sse|live) { proxy_pass http://s; } location /api/ { proxy_pass http://b; }',
      ['/stream/', '/api/'],
    ],
    ['location ~ event { proxy_pass http://s; } location ~ \\.css { proxy_pass http://b; }', ['/event/', '/k3v9.css/']],
    [
      'location / { if ($uri ~ stream) { return 418; } error_page 418 = @s; proxy_pass http://b; } location @s { proxy_pass http://s; }',
      ['/stream/', '/'],
    ],
    [
      'location ~* (assets|uploads)/.*\\.(eot|otf)$ { expires 1y; } location ~ ^/uploads/ { proxy_pass http://b; }',
      ['/uploads/'],
    ],
  ] as const)('has a path that no word of another location takes: %s', ([inside, paths]) => {
    const found = adapter.routes?.({ 'a.conf': server(inside) }, build) ?? []
    expect(found.map(({ path }) => path).sort()).toEqual([...paths].sort())
    expect(adapter.remarks?.({ 'a.conf': server(inside) }, build)).toEqual([])
  })

  it('of a server for both is asked over TLS where the cleartext is redirected', () => {
    const text = `server { listen 80; listen 443 ssl; set $t ""; if ($scheme = "http") { set $t "H"; }
      if ($t = H) { return 301 https://$host$request_uri; } location / { proxy_pass http://a; } }`
    const found = adapter.routes?.({ 'a.conf': text }, build) ?? []
    expect(found).toMatchObject([{ path: '/', tls: true, server: { index: 0, address: '*:443' } }])
  })

  it.for([
    ['map $http_accept $s { default 0; "~*text/event-stream" 1; }', '$s', 1],
    ['map $http_accept $s { default 0; text/event-stream 1; }', '$s', 1],
    ['map $http_upgrade $s { default upgrade; "" close; }', '$s = close', 1],
    ['map $uri $s { default 1; ~^/live/ 0; }', '$s', 1],
    ['map $uri $s { default 0; ~^/live/ 1; }', '$s', 1],
    ['map $request_uri $s { default 0; /live 1; }', '$s', 1],
    ['map $remote_addr $s { default 1; }', '$s', 0],
    ['geo $s { default 1; 10.0.0.0/8 0; }', '$s', 1],
    ['split_clients $remote_addr $s { 10% 0; * 1; }', '$s', 1],
    ['split_clients $remote_addr $s { 70% 0; * 1; }', '$s', 0],
  ] as const)('%s with `if (%s)`', ([block, condition, count]) => {
    const inside = `location / { if (${condition}) { proxy_pass http://a; } }`
    expect(routes(block + server(inside))).toHaveLength(count)
  })

  it('is reached by the name of its server', () => {
    const one = (name: string) => server(`server_name ${name}; location / { proxy_pass http://a; }`)
    expect(routes(one('a.test b.test') + one('b.test *.c.test'))).toEqual(['a.test/', 'sse.c.test/'])
  })
})

describe('a route that is asked for', () => {
  const text =
    server(
      'server_name a.test; location /x/ { proxy_pass http://a; } location = /y { proxy_pass http://a; proxy_read_timeout 5; }',
    ) + server('server_name b.test; location / { proxy_pass http://b; }')
  const prepare = (options: { path?: string; host?: string }) =>
    adapter.prepare({ 'a.conf': text }, site, build, options)

  it.for([
    [{ path: '/x/' }, '/x/', 'a.test'],
    [{ path: '/y' }, '/y', 'a.test'],
    [{ path: '/z/' }, '/z/', 'b.test'],
    [{ host: 'b.test' }, '/sse/', 'b.test'],
    [{ path: '/x/', host: 'b.test' }, '/x/', 'b.test'],
  ] as const)('%j', ([options, path, host]) => {
    expect(prepare(options)).toMatchObject({ path, host })
  })

  it('has its own settings', () => {
    expect(prepare({ path: '/y' }).settings.timers).toMatchObject([{ ms: 5000 }])
  })

  it('has to be there', () => {
    expect(() => prepare({ path: '/z/', host: 'a.test' })).toThrow(
      expect.objectContaining({ code: 'no-route', advice: 'what is proxied here: a.test/x/, a.test/y, b.test/' }),
    )
  })
})

describe('a place that answers one path that ends in a slash', () => {
  const prepare = (inside: string, path?: string) =>
    adapter.prepare({ 'a.conf': server(inside) }, site, build, path === undefined ? {} : { path })

  it.for([
    ['location = / { proxy_pass http://a; }', '/?'],
    ['location = /a/ { proxy_pass http://a; } location / { return 404; }', '/a/?'],
    ['location ~ ^/a/$ { proxy_pass http://a; }', '/a/?'],
  ] as const)('%s', ([inside, path]) => {
    expect(routes(server(inside))).toEqual([path])
    // As it is listed, and as a user types it.
    expect(prepare(inside, path).path).toBe(path)
    expect(prepare(inside, path.slice(0, -1)).path).toBe(path)
    expect(prepare(inside).path).toBe(path)
  })

  it('comes beside what answers everything below', () => {
    const inside = 'location = / { proxy_pass http://a; } location / { proxy_pass http://b; }'
    expect(routes(server(inside))).toEqual(['/', '/?'])
    expect(prepare(inside, '/').settings).toEqual(prepare(inside).settings)
  })
})
