/** Ways out of the audit that were found by reading it: each is refused, or comes out harmless. */
import { expect, it } from 'vitest'
import { type ConfigTree, SseCompatError } from '../../harness/model.ts'
import { adapter } from './adapter.ts'
import { build, site } from './build.fixture.ts'
import { parseNginx } from './config.ts'
import { walk } from './shape.ts'

const OUTSIDE = '192.0.2.7:81'
const server = (inside: string): string => `server { listen 80; location / { proxy_pass http://app; } ${inside} }`
const whole = (http: string, files: ConfigTree = {}): ConfigTree => ({
  'nginx.conf': `events { }\nhttp {\n${http}\n}\n`,
  ...files,
})

/** Words of everything that would be written, but for texts and conditions; undefined where it is refused. */
function written(config: ConfigTree): string[] | undefined {
  try {
    const { files } = adapter.prepare(config, site, build)
    return Object.entries(files).flatMap(([file, text]) =>
      [...walk(parseNginx(text, file))].map(({ directive }) =>
        [directive.name, ...directive.args.map((word) => word.text)].join(' '),
      ),
    )
  } catch (error) {
    if (error instanceof SseCompatError) return undefined
    throw error
  }
}

it.for<readonly [string, ConfigTree]>([
  ['a mask', whole(`include "/x/[a;include /outside;#].conf"; ${server('')}`, { 'x/a.conf': '' })],
  [
    'a listening option',
    whole('server { listen 80 "backlog=5;include /outside"; location / { proxy_pass http://app; } }'),
  ],
  ['a log level', whole(`error_log x "debug;include /outside"; ${server('')}`)],
  ['escaped blanks of a target', whole(server('location /a { proxy_pass http://app/\\;include\\ /outside; }'))],
  ['escaped blanks of a value', whole(server('set $b "app;include /outside"; location /a { proxy_pass http://$b; }'))],
  ['a folder with a semicolon', whole(`include /y/*.conf; ${server('')}`, { 'a;include /outside;/y/b.conf': '' })],
])('no file is included by %s', ([, config]) => {
  const lines = written(config) ?? []
  expect(lines.filter((line) => line.startsWith('include /outside'))).toEqual([])
})

it.for<readonly [string, ConfigTree]>([
  [
    'the default of a map',
    whole(`map $uri $b { default ${OUTSIDE}; } ${server('location /a { proxy_pass http://$b; }')}`),
  ],
  [
    '`hostnames` with a value',
    whole(`map $host $b { default app; hostnames ${OUTSIDE}; } ${server('location /a { proxy_pass http://$b; }')}`),
  ],
  [
    '`volatile` with a value',
    whole(`map $host $b { default app; volatile ${OUTSIDE}; } ${server('location /a { proxy_pass http://$b; }')}`),
  ],
  ['a value of pieces', whole(`map $host $b { default $arg_x; } ${server('location /a { proxy_pass http://$b; }')}`)],
  ['a captured name', whole(server('location ~ ^/a/(?<t>.+)$ { proxy_pass http://$t; }'))],
  ['a name captured twice', whole(server('set $t app; location ~ ^/a/(?<t>.+)$ { proxy_pass http://$t; }'))],
  [
    'a name that a map captures',
    whole(`map $uri $x { "~^/(?<t>.+)$" 1; } ${server('set $t app; location /a { proxy_pass http://$t; }')}`),
  ],
  [
    'a field of an answer',
    whole(
      server(
        'location /a { auth_request /q; auth_request_set $t $upstream_http_x; proxy_pass http://$t; } location /q { proxy_pass http://app; }',
      ),
    ),
  ],
])('no address is reached by %s', ([, config]) => {
  const lines = written(config) ?? []
  expect(lines.filter((line) => line.includes(OUTSIDE))).toEqual([])
  // A variable is left as the host only where every value that it can have is an address of ours.
  const variable = lines.flatMap((line) => /^proxy_pass http:\/\/\$(\w+)/.exec(line)?.[1] ?? [])
  for (const name of variable) {
    const given = lines.filter((line) => line.startsWith(`set $${name} `))
    expect(
      given.length +
        lines.filter(
          (line) => line.startsWith('default ') || line.startsWith('hostnames ') || line.startsWith('volatile '),
        ).length,
    ).toBeGreaterThan(0)
    expect(lines.join('\n')).not.toMatch(new RegExp(`<${name}>`))
  }
})

it.for(['127.0', 'unix', '10'])('an upstream called %s is refused', (name) => {
  const config = whole(
    `upstream ${name} { server app; } ${server(`location /a { rewrite ^ .0.1:1/ break; proxy_pass http://${name}$uri; }`)}`,
  )
  expect(written(config)).toBeUndefined()
})

it('shared memory is bounded', () => {
  const lines =
    written(whole(`limit_req_zone $uri zone=a:8192m rate=1r/s; limit_conn_zone $uri zone=b:10m; ${server('')}`)) ?? []
  expect(lines).toContain('limit_req_zone $uri zone=a:128m rate=1r/s')
  expect(lines).toContain('limit_conn_zone $uri zone=b:10m')
})
