/** Ways out of the sandbox that were found earlier: each now reaches nothing. */

import { expect, it } from 'vitest'
import type { ConfigTree } from '../../harness/model/index.ts'
import { adapter } from './adapter.ts'
import { build, site } from './build.fixture.ts'
import { type Directive, parseNginx } from './config.ts'
import { allIn } from './layout.ts'

const pass = 'location / { proxy_pass http://app; }'
const http = (inside: string): ConfigTree => ({ 'a.conf': `events { }\nhttp {\n${inside}\n}\n` })
const server = (inside: string): ConfigTree => http(`server { listen 80; ${inside} }`)
const OWN = /^(\/tmp\/site\/|\/root\/)/

/** Directives of all files that were written. */
function written(config: ConfigTree): readonly Directive[] {
  const { files } = adapter.prepare(config, site, build)
  return Object.entries(files).flatMap(([file, text]) => [...allIn(parseNginx(text, file))])
}

it.for<readonly [string, ConfigTree]>([
  [
    'a mask whose set of characters ends the word',
    {
      ...http(`include "x[a;include /abs;#].conf"; server { listen 80; ${pass} }`),
      'xa.conf': 'gzip on;',
    },
  ],
  ['an option of listen', http(`server { listen 80 "backlog=5;include /x"; ${pass} }`)],
  ['a level of error_log', http(`error_log x "debug;include /x"; server { listen 80; ${pass} }`)],
  ['an escaped blank', server('location / { set $b "a;include\\t/x"; proxy_pass http://app\\ x\\;include\\ /x; }')],
  ['a file name', { 'a;include /x;#.conf': `server { listen 80; ${pass} }` }],
  ['a folder name with a line break', { 'a\ninclude /x;#/a.conf': `server { listen 80; ${pass} }` }],
  ['a file name with a variable', { 'a${X}.conf': `server { listen 80; ${pass} }` }],
  [
    'a map with an address',
    http(`map $uri $b { default 10.0.0.1:81; } server { listen 80; location / { proxy_pass http://$b; } }`),
  ],
  [
    'a map with names',
    http(
      `map $host $b { hostnames; volatile; .x.com 10.0.0.1; } server { listen 80; location / { proxy_pass http://$b/x; } }`,
    ),
  ],
  ['a capture', server('location ~ ^/(?<t>.+)$ { proxy_pass http://$t; }')],
  [
    'a capture behind an address',
    http('upstream 127.0 { server b; } server { listen 80; location ~ ^/(.+)$ { proxy_pass http://127.0$uri; } }'),
  ],
  [
    'an upstream named unix',
    http(
      'upstream unix { server b; } server { listen 80; location ~ ^/(.+)$ { proxy_pass http://unix$request_uri; } }',
    ),
  ],
  ['a host of parts', server('location / { set $p 81; proxy_pass http://127.0.0.1:$p; }')],
  [
    'auth_request_set',
    server('location / { auth_request /a; auth_request_set $b $upstream_http_x; proxy_pass http://$b; }'),
  ],
  [
    'a folder name with a semicolon',
    { ...http(`include /y/*.conf; server { listen 80; ${pass} }`), 'a;include /x;/y/b.conf': '' },
  ],
  ...[
    'default 10.0.0.1:81;',
    'default app; hostnames 10.0.0.1;',
    'default app; volatile 10.0.0.1;',
    'default $arg_x;',
  ].map((values): readonly [string, ConfigTree] => [
    `a map with "${values}"`,
    http(`map $host $b { ${values} } server { listen 80; location / { proxy_pass http://$b; } }`),
  ]),
  [
    'a name that is set and captured',
    server('set $t app; location ~ ^/a/(?<t>.+)$ { proxy_pass http://$t; } location / { proxy_pass http://app; }'),
  ],
  [
    'a name that a map captures',
    http(`map $uri $x { "~^/(?<t>.+)$" 1; } server { listen 80; set $t app; location / { proxy_pass http://$t; } }`),
  ],
  [
    'an upstream named 10',
    http(
      'upstream 10 { server b; } server { listen 80; location / { rewrite ^ .0.1:1/ break; proxy_pass http://10$uri; } }',
    ),
  ],
  ['a file test', server(`if (-f /etc/passwd) { return 418; } ${pass}`)],
  ['a file test of a variable', server(`if ( !-e "$arg_x" ) { set $a b; } ${pass}`)],
  ['a command of OpenSSL', server(`ssl_conf_command VerifyCAFile /x; ${pass}`)],
  [
    'zones',
    http(
      `${[1, 2, 3, 4, 5, 6, 7, 8].map((n) => `limit_req_zone $uri zone=z${n}:8192m rate=1r/s;`).join('')} server { listen 80; ${pass} }`,
    ),
  ],
])('%s', ([, config]) => {
  const all = written(config)
  const upstreams = new Set(all.filter(({ name }) => name === 'upstream').map(({ args }) => args[0]?.text))
  for (const { name, args } of all) {
    const [first = ''] = args.map(({ text }) => text)
    if (name === 'include') expect(first).toMatch(OWN)
    if (name === 'include') expect(first).not.toMatch(/[;${\n*[]/)
    if (name === 'listen') expect(args.map(({ text }) => text).join(' ')).not.toContain('include')
    if (name === 'error_log') expect(args.map(({ text }) => text)).toEqual(['stderr', expect.stringMatching(/^\w+$/)])
    if (name === 'proxy_pass') {
      const host = /^http:\/\/([^/?$]*)/.exec(first)?.[1] ?? ''
      if (host !== '127.83.4.8:40002')
        expect([host, upstreams.has(host), /^(unix|127\.0|10)$/.test(host)]).toEqual([host, true, false])
    }
    if (name === 'if') expect(args.at(-1)?.text).toMatch(/^(\/tmp\/site\/no-files-here\/\)?|\))$/)
    expect(name).not.toMatch(/_conf_command$/)
    if (name === 'limit_req_zone') expect(args[1]?.text).toMatch(/:(128m|64k)$/)
  }
})

it('the name of the main file is its own', () => {
  expect(() => written({ 'sse-compat-main.conf': `server { listen 80; ${pass} }` })).toThrow(
    expect.objectContaining({ code: 'bad-config', where: 'sse-compat-main.conf:1' }),
  )
})

it('a file that is written under a generated name is listed under its own', () => {
  const name = 'conf.d/a;b.conf'
  const { files, fileNames } = adapter.prepare(
    { 'nginx.conf': `include conf.d/*; server { listen 80; ${pass} }`, [name]: 'gzip on;\n' },
    site,
    build,
  )
  const [path = ''] = Object.entries(fileNames ?? {}).find(([, users]) => users === name) ?? []
  expect(files[`conf/${path}`]).toBe('gzip on;\n')
})

it('what is added up at the start is bounded as a whole', () => {
  const many = Array.from({ length: 1000 }, (_, n) => `upstream u${n} { server a weight=1000; keepalive 65536; }`)
  const all = written(http(`map_hash_max_size 1048576; ${many.join('\n')} server { listen 80; ${pass} }`))
  const sumOf = (name: string, form: RegExp) =>
    all
      .filter((directive) => directive.name === name)
      .flatMap(({ args }) => args.map(({ text }) => Number(form.exec(text)?.[1] ?? 0)))
      .reduce((sum, one) => sum + one, 0)
  expect(sumOf('keepalive', /^(\d+)$/)).toBe(4 * 65_536 + 996 * 64)
  expect(sumOf('server', /^weight=(\d+)$/)).toBe(20 * 1000 + 980)
  expect(sumOf('map_hash_max_size', /^(\d+)$/)).toBe(65_536)
  expect(() => written({ 'a.conf': `${'thread_pool a;\n'.repeat(9)}events {} http { server { ${pass} } }` })).toThrow(
    expect.objectContaining({ code: 'bad-config', where: 'a.conf:9' }),
  )
})
