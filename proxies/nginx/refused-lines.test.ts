/** What is offered for a line that nginx refuses: what was meant, and not a configuration without it. */

import { describe, expect, it } from 'vitest'
import { applyChange } from '../../harness/config/text-edits.ts'
import type { ConfigTree } from '../../harness/model/index.ts'
import { build } from './build.fixture.ts'
import { remedies } from './remedies.ts'

const whole = (lines: readonly string[]): string => `${lines.join('\n')}\n`
const corrected = (text: string, where: string, tree: ConfigTree = { 'app.conf': text }): string | undefined => {
  const one = remedies.without({ config: tree, build }, where)
  return one && applyChange(tree, one.change)['app.conf']
}

describe('a line that is written another way', () => {
  const site = (line: string, location = '/') =>
    whole(['upstream app { server b; }', 'server {', `  location ${location} {`, `    ${line}`, '  }', '}'])
  it.for([
    ['proxy_pass 10.0.0.7:80;', 'proxy_pass http://10.0.0.7:80;'],
    ['proxy_pass unix:/run/a.sock;', 'proxy_pass http://unix:/run/a.sock;'],
    ['proxy_pass wss://app/x;', 'proxy_pass https://app/x;'],
    ['proxy_pass http:/app;', 'proxy_pass http://app;'],
    ['proxy_pass http//app;', 'proxy_pass http://app;'],
    ['proxy_pass http:app;', 'proxy_pass http://app;'],
    ['proxy_pass "http://app:8000";', 'proxy_pass http://app;'],
    ['proxy_pass ws://app:8000;', 'proxy_pass http://app;'],
    ['proxy_buffering “off”;', 'proxy_buffering off;'],
    ['proxy_buffering ‘false’;', 'proxy_buffering off;'],
    ['proxy_read_timeout “1h”;', 'proxy_read_timeout 1h;'],
    ['proxy_buffering $buffers;', 'proxy_buffering off;'],
    ['listen 443 ssl,http2;', 'listen 443 ssl http2;'],
    ['listen 443 ssl h2;', 'listen 443 ssl http2;'],
    ['listen 443 ssl http3;', 'listen 443 ssl;'],
    ['access_log /a.log main;', 'access_log /a.log;'],
    ['server http://10.0.0.7:80/;', 'server 10.0.0.7:80;'],
    ['server 10.0.0.7:80/x;', 'server 10.0.0.7:80;'],
    ['server a max_fail=3 backup;', 'server a max_fails=3 backup;'],
    ['server a weight:3;', 'server a weight=3;'],
    ['server a keepalive=32;', 'server a;'],
  ] as const)('%s: %s', ([written, meant]) => {
    expect(corrected(site(written), 'app.conf:4')).toBe(site(meant))
  })

  it('a second default server of an address listens there without that word', () => {
    const servers = (second: string) =>
      whole(['server { listen 80 default_server; }', 'server {', '  listen 443;', `  listen ${second};`, '}'])
    expect(corrected(servers('*:80 default_server'), 'app.conf:4')).toBe(servers('*:80'))
    expect(corrected(servers('80 backlog=9 default_server'), 'app.conf:4')).toBe(servers('80 backlog=9'))
    expect(corrected(servers('81 default_server'), 'app.conf:4')).not.toBe(servers('81'))
  })

  it.for(['~ ^/x', '@x'])('a path that a target must not have, in location %s', (location) => {
    const text = site('proxy_pass http://app/;', location)
    expect(corrected(text, 'app.conf:4')).toBe(site('proxy_pass http://app;', location))
    expect(corrected(site('proxy_pass http://app/v1/;', location), 'app.conf:4')).toBeUndefined()
  })

  it('the path of the location is none of the target’s own', () => {
    const text = site('proxy_pass http://app/x/;', '~ ^/x')
    expect(corrected(text, 'app.conf:4')).toBe(site('proxy_pass http://app;', '~ ^/x'))
  })

  it.for([
    ['invalid URL prefix', 'proxy_pass app;', 'proxy_pass http://app;'],
    ['upstream "app" may not have port 81', 'proxy_pass http://app:81;', 'proxy_pass http://app;'],
    ['invalid value "no" in "proxy_buffering" directive', 'proxy_buffering no;', 'proxy_buffering off;'],
    ['invalid parameter "h2"', 'listen 443 h2;', 'listen 443 http2;'],
    [
      '"gzip x" cannot be used with "proxy_pass" directive',
      'gzip no; proxy_pass http://app;',
      'gzip off; proxy_pass http://app;',
    ],
  ])('of several lines in one the one that is meant: %s', ([message, written, meant]) => {
    const text = site(`gzip off; ${written} allow all;`)
    const one = remedies.without({ config: { 'app.conf': text }, build }, 'app.conf:4', message)
    expect(applyChange({ 'app.conf': text }, one?.change ?? [])).toEqual({
      'app.conf': site(`gzip off; ${meant} allow all;`),
    })
  })

  it.for(['proxy_pass http://app/;', 'proxy_pass http://b:port;', 'proxy_pass http://b:99999/x;'])(
    'of %s it is not known what is meant',
    (line) => {
      expect(corrected(site(line), 'app.conf:4')).toBeUndefined()
    },
  )
})

describe('a setting in a block that nginx does not take it in', () => {
  it('is written behind an `if`, and an `if` with nothing else goes with it', () => {
    const text = (lines: readonly string[]) => whole(['location / {', ...lines, '  proxy_pass http://app;', '}'])
    const alone = text(['  if ($http_accept ~ event-stream) {', '    proxy_buffering off;', '  }'])
    expect(corrected(alone, 'app.conf:3')).toBe(text(['  proxy_buffering off;']))
    const among = text(['  if ($http_accept ~ event-stream) {', '    set $x 1;', '    proxy_buffering off;', '  }'])
    expect(corrected(among, 'app.conf:4')).toBe(
      text(['  if ($http_accept ~ event-stream) {', '    set $x 1;', '  }', '  proxy_buffering off;']),
    )
  })

  it('is written in each location that passes requests to an upstream, unless that has one', () => {
    const app = ['upstream app {', '  server a;', '  proxy_read_timeout 1h;', '}']
    const tree = {
      'app.conf': whole(app),
      'site.conf': whole([
        'server {',
        '  location /a { proxy_pass http://app; }',
        '  location /b { proxy_pass http://app; proxy_read_timeout 5m; }',
        '  location /c { proxy_pass http://other; }',
        '}',
      ]),
    }
    const one = remedies.without({ config: tree, build }, 'app.conf:3')
    expect(applyChange(tree, one?.change ?? [])).toEqual({
      'app.conf': whole(app.filter((line) => !line.includes('1h'))),
      'site.conf': tree['site.conf'].replace('http://app; }', 'http://app; proxy_read_timeout 1h; }'),
    })
    expect(one?.title).toBe('write `proxy_read_timeout 1h;` in the location that passes requests to app')
  })

  it('a target of a whole server is written in its `location /`', () => {
    const text = (line: string) => whole(['server {', `  ${line}`, '  gzip off;', '}'])
    const pass = 'proxy_pass http://app;'
    expect(corrected(text(pass), 'app.conf:2')).toBe(text(`location / { ${pass} }`))
    const there = whole(['server {', `  ${pass}`, '  location / { }', '}'])
    expect(corrected(there, 'app.conf:2')).toBeUndefined()
  })

  it('is taken out where nothing passes requests there', () => {
    const text = whole(['upstream app {', '  server a;', '  gzip off;', '}'])
    expect(corrected(text, 'app.conf:3')).toBe(whole(['upstream app {', '  server a;', '}']))
  })
})

describe('a name that nothing defines', () => {
  const lines = ['http {', '  server {', '    location / {', '      proxy_set_header Connection $connection_upgrade;']
  const text = whole([...lines, '      limit_conn addr 3;', '    }', '  }', '}'])
  const placed = (message: string) => remedies.placeOfRefusal?.({ config: { 'app.conf': text }, build }, message)

  it('has the line that uses it as its place', () => {
    expect(placed('unknown "connection_upgrade" variable')).toBe('app.conf:4')
    expect(placed('zero size shared memory zone "addr"')).toBe('app.conf:5')
    expect(placed('unknown "other" variable')).toBeUndefined()
    const charset = whole(['charset utf-8;', 'source_charset koi8-r;'])
    const placeIn = (tree: string) => {
      const message = 'no "charset_map" between the charsets "koi8-r" and "utf-8"'
      return remedies.placeOfRefusal?.({ config: { 'app.conf': tree }, build }, message)
    }
    expect(placeIn(charset)).toBe('app.conf:2')
    expect(placeIn('charset UTF-8;')).toBe('app.conf:1')
    expect(placeIn('')).toBeUndefined()
    expect(placed('no events section in configuration')).toBeUndefined()
  })

  it('is defined by the map of nginx’s documentation, and a limit stays as it is', () => {
    const [first = '', ...rest] = text.split('\n')
    const map = ['map $http_upgrade $connection_upgrade {', '    default upgrade;', "    ''      close;", '}']
    expect(corrected(text, 'app.conf:4')).toBe([first, ...map.map((line) => `    ${line}`), ...rest].join('\n'))
    expect(corrected(text, 'app.conf:5')).toBeUndefined()
  })
})
