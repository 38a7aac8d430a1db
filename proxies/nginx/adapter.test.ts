import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type ConfigTree, type Prepared, SseCompatError } from '../../harness/model/index.ts'
import { adapter } from './adapter.ts'
import { EMPTY_VARIABLE } from './backends.ts'
import { build, site } from './build.fixture.ts'
import { shapes } from './shapes.fixture.ts'

const prepare = (config: ConfigTree, on = build) => adapter.prepare(config, site, on)
const text = (config: string) => prepare({ 'app.conf': config })
const main = (prepared: Prepared) =>
  Object.entries(prepared.files).find(([path]) => path.endsWith('sse-compat-main.conf'))?.[1]
const file = (prepared: Prepared, path = 'app.conf') => prepared.files[`conf/${path}`] ?? ''
const server = (inside: string) => `server { listen 80; ${inside} }`

describe('every shape of configuration', () => {
  it.for([
    ['location', '/sse/', '', 5_400_000, 'app.conf:3'],
    ['bareLocations', '/events/', '', 60_000, 'default'],
    ['upstream', '/sse/', '', 60_000, 'default'],
    ['variables', '/sse/', '', 60_000, 'default'],
    ['mapped', '/sse/', '', 60_000, 'default'],
    ['tls', '/sse/', 'sse.example.com', 86_400_000, 'app.conf:24'],
    ['named', '/sse/', 'sse.example.com', 300_000, 'app.conf:7'],
    ['exact', '/events', '', 60_000, 'default'],
    ['expression', '/v1/stream/', '', 60_000, 'default'],
    ['tree', '/sse/', 'example.com', 600_000, 'sites-enabled/example.com:9'],
  ] as const)('%s: path, host and timer', ([shape, path, host, ms, where]) => {
    const config = shapes[shape] ?? {}
    const prepared = prepare(config)
    expect(prepared).toMatchObject({ path, host })
    expect(prepared.settings.timers).toEqual([{ directive: 'proxy_read_timeout', ms, where, limits: 'idle' }])
    for (const [path, before] of Object.entries(config)) {
      expect(file(prepared, path).split('\n')).toHaveLength(before.split('\n').length)
    }
    const everything = Object.values(prepared.files).join('\n')
    expect(everything).not.toMatch(/(?:app|auth|blue|internal|localhost)[^\s;]*:\d+;/)
    expect(everything).not.toMatch(/\/var\/|\/run\/nginx\.pid;$(?<!site\/run\/nginx\.pid;)/m)
    for (const { where, why } of prepared.replaced) {
      expect(where).toMatch(/^[\w./-]+:\d+$/)
      expect(why).not.toBe('')
    }
  })
})

describe('a variable', () => {
  // nginx refuses a `map` for one of its own: "the duplicate … variable".
  it.for(['realpath_root', 'document_root', 'request_port', 'nchan_channel_id', 'spdy'])(
    '$%s is nginx’s own',
    (name) => {
      expect(main(text(server(`location / { proxy_set_header X $${name}; proxy_pass http://app; }`)))).not.toMatch(
        /map/,
      )
    },
  )

  it('that nothing defines has a stand-in', () => {
    expect(main(text(server('location / { proxy_set_header X $realpath; proxy_pass http://app; }')))).toMatch(
      /map '' \$realpath \{/,
    )
  })
})

describe('replacements', () => {
  it('are listed with file, line, before and after', () => {
    expect(
      prepare({ 'a.conf': 'server {\n  listen 80;\n  location / {\n    proxy_pass http://backend;\n  }\n}\n' })
        .replaced,
    ).toEqual([
      { where: 'a.conf:2', was: 'listen 80;', is: 'listen 127.83.4.7:40001;', why: 'an address of its own' },
      {
        where: 'a.conf:4',
        was: 'http://backend',
        is: 'http://127.83.4.8:40002',
        why: 'the origin of the harness stands behind the proxy',
      },
    ])
  })

  it.for([
    ['proxy_pass http://backend/x/;', 'proxy_pass http://127.83.4.8:40002/x/;'],
    ['proxy_pass https://backend:8443;', 'proxy_pass http://127.83.4.8:40002;'],
    ['proxy_pass "http://backend";', 'proxy_pass http://127.83.4.8:40002;'],
    ['proxy_pass http://unix:/run/a.sock:/x;', 'proxy_pass http://127.83.4.8:40002/x;'],
    ['proxy_pass http://[::1]:80/;', 'proxy_pass http://127.83.4.8:40002/;'],
    ['set $b http://backend; proxy_pass $b;', "set $b ''; proxy_pass http://127.83.4.8:40002$b;"],
    [
      'set $b backend; proxy_pass http://$b/x;',
      `set $b backend; proxy_pass http://127.83.4.8:40002/x$${EMPTY_VARIABLE};`,
    ],
    [
      'set $b backend; proxy_pass http://$b:81/x;',
      `set $b backend; proxy_pass http://127.83.4.8:40002/x$${EMPTY_VARIABLE};`,
    ],
    ['proxy_pass http://$host$request_uri;', 'proxy_pass http://127.83.4.8:40002$request_uri;'],
    ['set $a $b; set $b http://backend; proxy_pass $a;', "set $a $b; set $b ''; proxy_pass http://127.83.4.8:40002$a;"],
  ] as const)('%s', ([before, after]) => {
    expect(file(text(server(`location / { ${before} }`)))).toContain(`location / { ${after} }`)
  })

  it('leave the name of an upstream, and change its servers', () => {
    const prepared = text(
      `upstream app { server a:1 weight=2 resolve; server b; } ${server('location / { proxy_pass http://app; }')}`,
    )
    expect(file(prepared)).toContain('upstream app { server 127.83.4.8:40002 weight=2; server 127.83.4.8:40002; }')
    expect(file(prepared)).toContain('proxy_pass http://app;')
  })

  it('keep the servers of another port out of the way', () => {
    const prepared = prepare(shapes.tls ?? {})
    expect(file(prepared)).toContain('listen unix:/tmp/site/run/listen-1.sock;')
    expect(file(prepared).match(/listen 127\.83\.4\.7:40001;/g)).toHaveLength(1)
    expect(file(prepared)).not.toMatch(/^\s*(ssl_|if )/m)
  })

  it('give a server without a `listen` one', () => {
    expect(file(text('server { location / { proxy_pass http://b; } }'))).toContain(
      'server { listen 127.83.4.7:40001; location',
    )
  })
})

describe('choosing a route', () => {
  it.for([
    ['location /sse/ { return 404; } location / { proxy_pass http://b; }', '/'],
    ['location /sse/ { return 404; proxy_pass http://b; }', undefined],
    ['location /a { proxy_pass http://b; } location ~ /a/ { return 404; }', undefined],
    ['location ^~ /a { proxy_pass http://b; } location ~ /a/ { return 404; }', '/a/'],
    ['location / { root /x; } location /a/ { location /a/b/ { proxy_pass http://b; } }', '/a/b/'],
    ['location ~* \\.(ts|js)$ { root /x; } location / { proxy_pass http://b; }', '/sse/'],
    ['location ~ ^/s/[^/]+/live$ { proxy_pass http://b; }', '/s/a/live'],
    ['location / { error_page 404 = @b; } location @b { proxy_pass http://b; }', '/sse/'],
    ['location / { internal; proxy_pass http://b; } location = /x { proxy_pass http://b; }', '/x'],
  ] as const)('%s', ([inside, path]) => {
    const config = { 'app.conf': server(inside) }
    if (path === undefined) expect(() => prepare(config)).toThrow(expect.objectContaining({ code: 'bad-config' }))
    else expect(prepare(config).path).toBe(path)
  })

  it('takes a server by its name, and passes over one that an earlier one hides', () => {
    const one = (name: string, inside: string) => `server { listen 80; server_name ${name}; ${inside} }\n`
    const proxy = 'location / { proxy_pass http://b; }'
    expect(text(one('a', 'return 404;') + one('a', proxy) + one('~^s\\d\\.', proxy)).host).toBe('s1.')
    expect(text(one('a', 'return 404;') + one('.example.com', proxy)).host).toBe('sse.example.com')
  })
})

describe('settings of its own', () => {
  it('go into a main file beside the profile, which keeps its lines', () => {
    expect(main(text(server('location / { proxy_pass http://b; }')))).toMatchInlineSnapshot(`
      "daemon off;
      master_process on;
      pid /tmp/site/run/nginx.pid;
      error_log stderr notice;
      user www-data;
      worker_processes 1;
      events {
        worker_connections 1024;
      }
      http {
        include /root/etc/nginx/mime.types;
        access_log off;
        error_log stderr notice;
        root /tmp/site/no-files-here;
        client_body_temp_path /tmp/site/temp/client_body;
        proxy_temp_path /tmp/site/temp/proxy;
        fastcgi_temp_path /tmp/site/temp/fastcgi;
        uwsgi_temp_path /tmp/site/temp/uwsgi;
        scgi_temp_path /tmp/site/temp/scgi;
        include /tmp/site/conf/app.conf;
      }
      "
    `)
  })

  it('load the modules whose directives are used, and not those that are compiled in', () => {
    const echo = text(server('location / { echo_sleep 1; proxy_pass http://b; }'))
    expect(main(echo)).toContain('load_module /root/modules/ngx_http_echo_module.so;')
    const own = text(
      `load_module modules/ngx_http_echo_module.so;\nload_module modules/ngx_http_ssl_module.so;\nevents {}\nhttp { ${server('location / { echo_sleep 1; proxy_pass http://b; }')} }`,
    )
    expect(main(own)).not.toContain('echo')
    expect(file(own).split('\n').slice(0, 2)).toEqual(['load_module /root/modules/ngx_http_echo_module.so;', ''])
  })

  it('ask an old nginx for nothing that it does not know', () => {
    expect(prepare(shapes.exact ?? {}, { ...build, version: '1.18.0' }).args).not.toContain('-e')
    expect(prepare(shapes.exact ?? {}).args).toContain('-e')
  })
})

describe('faults of a configuration', () => {
  it.for([
    [{ 'a.conf': '' }, 'nothing in this configuration proxies', 'a.conf'],
    [
      { 'a.conf': 'map $a $b { proxy_pas 1; }\nserver {\n location / { proxy_pas http://a; }\n}' },
      'nothing in this configuration proxies; `proxy_pas` is not a directive',
      'a.conf:3',
    ],
    [{ 'a.conf': 'include a.conf;' }, 'a.conf includes itself', 'a.conf:1'],
    [{}, 'there is no configuration file', undefined],
    [{ 'a.conf': 'upstream a { server b; }\nlocation / { }' }, '"location" stands outside of `server { }`', 'a.conf:2'],
    [{ 'a.conf': 'events { }\nserver { }' }, '"server" stands outside of `http { }`', 'a.conf:2'],
  ] as const)('%j', ([config, message, where]) => {
    expect(() => prepare(config)).toThrow(expect.objectContaining({ code: 'bad-config', message, where }))
  })
})

describe('what nginx prints', () => {
  it('tells its version and modules', () => {
    expect(adapter.readBuild(build.report)).toMatchObject({ version: '1.22.1' })
    expect(build.builtIn).toContain('http_ssl')
    expect(build.builtIn).toContain('http_proxy')
    expect(build.builtIn).not.toContain('stream')
    expect(adapter.readBuild('Server version: Apache/2.4.71')).toBeUndefined()
  })

  it.for([
    [
      'nginx: [emerg] unknown directive "proxy_bufering" in /tmp/site/conf/app.conf:12\nnginx: configuration file /tmp/site/conf/sse-compat-main.conf test failed\n',
      { message: 'unknown directive "proxy_bufering": did you mean "proxy_buffering"?', where: 'app.conf:12' },
    ],
    [
      'nginx: [alert] could not open error log file: open() failed\n2026/11/21 02:00:00 [emerg] 7#7: host not found in upstream "x" in /tmp/site/conf/conf.d/b.conf:3\n',
      { message: 'host not found in upstream "x"', where: 'conf.d/b.conf:3' },
    ],
    [
      'nginx: [emerg] invalid value "a" in "gzip" directive in /tmp/site/conf/a b/straße.conf:3\n',
      { message: 'invalid value "a" in "gzip" directive', where: 'a b/straße.conf:3' },
    ],
    [
      'nginx: [emerg] invalid value "o\nf" in "gzip" directive in /tmp/site/conf/a.conf:3\nnginx: configuration file /tmp/site/conf/a.conf test failed\n',
      { message: 'invalid value "o\\nf" in "gzip" directive', where: 'a.conf:3' },
    ],
    [
      'nginx: [emerg] "http" directive is duplicate in /tmp/site/conf/sse-compat-main.conf:4',
      { message: '"http" directive is duplicate' },
    ],
  ] as const)('%s', ([output, refusal]) => {
    expect(adapter.readRefusal(output, site, build)).toEqual(refusal)
  })

  it('tells a module that the build lacks from a directive that its version does not know', () => {
    const output = 'nginx: [emerg] unknown directive "limit_conn_zone" in /tmp/site/conf/app.conf:1\n'
    const name = 'ngx_http_limit_conn_module'
    const without = { ...build, builtIn: build.builtIn.filter((one) => one !== 'http_limit_conn') }
    expect(adapter.readRefusal(output, site, without)).toMatchObject({ lacks: name, where: 'app.conf:1' })
    const read = adapter.readRefusal(output, site, { ...build, builtIn: [...without.builtIn, 'http_limit_conn'] })
    expect(read.lacks).toBeUndefined()
    expect(read.message).toContain(`this version does not have it in its ${name}`)
  })
})

it('prepares or refuses whatever is written', () => {
  const line = fc.constantFrom(
    'http {',
    'server {',
    'location / {',
    'location ~ ^/(a|b[c {',
    'location @x {',
    '}',
    'listen;',
    'listen 80 default_server;',
    'listen unix:/x.sock;',
    'server_name ~^(a;',
    'server_name "" *.x;',
    'proxy_pass;',
    'proxy_pass http://$a;',
    'proxy_pass http:///;',
    'set $a $a;',
    'set $a;',
    'map;',
    'map $x $a { default y; z; }',
    'upstream {',
    'server;',
    'include;',
    'include *;',
    'load_module;',
    'user;',
    'proxy_read_timeout soon;',
    'try_files;',
    'error_log;',
  )
  fc.assert(
    fc.property(fc.array(line, { maxLength: 14 }), fc.nat(6), (lines, closing) => {
      try {
        prepare({ 'a.conf': `${lines.join('\n')}${'}'.repeat(closing)}` })
      } catch (error) {
        expect(error).toBeInstanceOf(SseCompatError)
      }
    }),
    { numRuns: 3000 },
  )
})
