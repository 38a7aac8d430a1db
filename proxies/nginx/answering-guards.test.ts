import { expect, it } from 'vitest'
import { applyChange } from '../../harness/config/text-edits.ts'
import type { Failing } from '../../harness/model/index.ts'
import { build } from './build.fixture.ts'
import { remedies } from './remedies.ts'

const CONFIG = {
  'a.conf': `server {
  listen 80;
  if ($server_wide) { return 403; }
  location /events {
    if ($dropped) { return 444; }
    if ($quiet) { set $level 0; }
    proxy_pass http://127.0.0.1:9000;
  }
  location /other {
    if ($elsewhere) { return 403; }
    proxy_pass http://127.0.0.1:9000;
  }
}
`,
}

const guards = (failing: Failing) =>
  (remedies.guards?.({ config: CONFIG, build, path: '/events' }, failing) ?? []).map(
    ({ without }) => without.setting.where,
  )

it('an `if` on the way to the route that responds may be why nothing is opened', () => {
  expect(guards({ criterion: 'delivery/live', observed: ['no-stream'] })).toEqual(['a.conf:5', 'a.conf:3'])
  expect(guards({ criterion: 'post-stream/request', observed: ['never'] })).toEqual(['a.conf:5', 'a.conf:3'])
})

it('it is not tested where a response arrives', () => {
  expect(guards({ criterion: 'delivery/live', observed: ['held-until-bytes'] })).toEqual([])
  expect(guards({ criterion: 'heartbeat/delivered', observed: ['no-stream'] })).toEqual([])
})

it.each([
  ['on', ['a.conf:3']],
  ['off', []],
])('a server that refuses handshakes may be why nothing is opened over TLS: %s', (value, expected) => {
  const config = {
    'a.conf': `server {
  listen 443 ssl;
  ssl_reject_handshake ${value};
  location /events { proxy_pass http://127.0.0.1:9000; }
}
`,
  }
  const asked = { config, build, path: '/events', tls: true }
  const found = remedies.guards?.(asked, { criterion: 'delivery/live', observed: ['no-stream'] }) ?? []
  expect(found.map(({ without }) => without.setting.where)).toEqual(expected)
})

it.each([
  ['server b down;', ['a.conf:1']],
  ['server b down; server c max_fails=3 down;', ['a.conf:1']],
  ['server b down; server c;', []],
])('an upstream without a server in service: %s', (servers, expected) => {
  const text = `upstream app { ${servers} }\nserver { location /events { proxy_pass http://app; } }`
  const asked = { config: { 'a.conf': text }, build, path: '/events' }
  const found = remedies.guards?.(asked, { criterion: 'delivery/live', observed: ['no-stream'] }) ?? []
  expect(found.map(({ without }) => without.setting.where)).toEqual(expected)
  for (const { without } of found)
    expect(applyChange(asked.config, without.change)['a.conf']).toBe(text.replaceAll(' down', ''))
})

it('a limit on the body of a request may be why a POST is not passed on', () => {
  const text = 'client_max_body_size 10;\nserver { location /events { proxy_pass http://app; } }'
  const asked = { config: { 'a.conf': text }, build, path: '/events' }
  const of = (criterion: string) => remedies.guards?.(asked, { criterion, observed: ['refused'] }) ?? []
  expect(of('post-stream/request').map(({ without }) => without.setting.where)).toEqual(['a.conf:1'])
  expect(of('llm/request')).toHaveLength(1)
  expect(of('mcp/request')).toHaveLength(1)
  expect(of('delivery/live')).toEqual([])
})

it.each(['delivery/live', 'mcp/request', 'llm/request'] as const)(
  '`limit_except` may be why a method is refused: %s',
  (criterion) => {
    const config = {
      'a.conf': `server {
  location /mcp {
    limit_except POST { deny all; }
    proxy_pass http://127.0.0.1:9000;
  }
}
`,
    }
    const found = remedies.guards?.({ config, build, path: '/mcp' }, { criterion, observed: ['refused'] }) ?? []
    expect(found.map(({ without }) => without.setting.where)).toEqual(['a.conf:3'])
    expect(found[0]?.advice).toContain('GET, POST and DELETE')
  },
)
