import { describe, expect, it } from 'vitest'
import { adapter } from './adapter.ts'
import { build, site } from './build.fixture.ts'

const BACKEND = 'http://127.83.4.8:40002'
const inLocation = (inside: string, options = {}) => {
  const text = `server { listen 80; location / { ${inside} proxy_pass http://app; }\nlocation = /auth { internal; proxy_pass http://auth/check; } }`
  const { files, replaced } = adapter.prepare({ 'a.conf': text }, site, build, options)
  return { text: files['conf/a.conf'] ?? '', was: replaced.map((each) => each.was) }
}

describe('everybody is let in', () => {
  it.for([
    ['auth_basic "x"; auth_basic_user_file /etc/nginx/.htpasswd;', ''],
    ['allow 10.0.0.0/8; deny all;', 'allow all; deny all;'],
    ['deny 192.0.2.1; allow all;', 'allow all;'],
    ['deny all;', 'deny all;'],
    ['satisfy any; allow 10.0.0.1; deny all; auth_basic x;', 'satisfy any; allow all;'],
    // The password lets in.
    ['satisfy any; deny all; auth_basic x;', 'satisfy any;'],
  ] as const)('%s', ([before, after]) => {
    const { text, was } = inLocation(before)
    const inner = /location \/ \{(.*)proxy_pass/.exec(text)?.[1] ?? ''
    expect(inner.replace(/\s+/g, ' ').trim()).toBe(after)
    expect(was.length > 3).toBe(before !== after)
  })

  it('by a stand-in for the service that is asked', () => {
    const { text } = inLocation('auth_request /auth; auth_request_set $user $upstream_http_x_user;')
    expect(text).toContain('auth_request /auth; auth_request_set $user $upstream_http_x_user;')
    expect(text).toContain(`location = /auth { internal; proxy_pass ${BACKEND}/.sse-compat-ready; }`)
  })

  it('without the question where nothing answers it', () => {
    expect(inLocation('auth_request /nobody;').text).not.toContain('auth_request')
  })

  it('as often as they like, where that is asked for, or where nobody says what the limit is', () => {
    const text =
      'limit_req_zone $a zone=a:1m rate=1r/s;\nserver { location / { limit_req zone=a; limit_conn b 1; proxy_pass http://app; } }\n'
    const prepared = (options = {}) => adapter.prepare({ 'a.conf': text }, site, build, options).files['conf/a.conf']
    expect(prepared()).toContain('{ limit_req zone=a; proxy_pass')
    expect(prepared({ withoutLimits: true })).toContain('{ proxy_pass')
  })
})

describe('what a piece needs of the rest', () => {
  it('has stand-ins, which are listed', () => {
    const text =
      'server {\n  listen 80;\n  location / {\n    proxy_pass http://app;\n    proxy_cache pages;\n    proxy_set_header Connection $connection_upgrade;\n    proxy_set_header X-Tenant $tenant;\n  }\n}\n'
    const { files, replaced } = adapter.prepare({ 'a.conf': text }, site, build)
    const main = (files['conf/sse-compat-main.conf'] ?? '').replace(/\s+/g, ' ')
    expect(main).toContain('proxy_cache_path /tmp/site/cache/zone-pages keys_zone=pages:1m;')
    expect(main).toContain("map $http_upgrade $connection_upgrade { default upgrade; '' close; }")
    expect(main).toContain("map '' $tenant { default ''; }")
    expect(replaced.map(({ where }) => where)).toEqual(['a.conf:2', 'a.conf:4', 'a.conf:5', 'a.conf:6', 'a.conf:7'])
  })

  it('comes last, since a map before the size of its table makes that a second one', () => {
    const text =
      'events {}\nhttp {\n  include /etc/more/x.conf;\n  map_hash_bucket_size 128;\n  server { location / { proxy_pass http://app$tenant; } }\n}\n'
    const whole = adapter.prepare({ 'nginx.conf': text }, site, build).files['conf/nginx.conf'] ?? ''
    expect(whole.trimEnd()).toMatch(
      /map '' \$tenant \{ default ''; \} map '' \$sse_compat_empty_\w+ \{ default ''; \} \}$/,
    )
  })

  it('of names only: no name is looked up', () => {
    const text =
      'server {\n  set_real_ip_from traefik;\n  set_real_ip_from fe80::/10;\n  location / { proxy_pass http://app; }\n}\n'
    const { files } = adapter.prepare({ 'a.conf': text }, site, build)
    expect(files['conf/a.conf']).toContain('set_real_ip_from 192.0.2.1;\n  set_real_ip_from fe80::/10;')
  })

  it('is left out where a file was not given', () => {
    const { replaced } = adapter.prepare(
      { 'a.conf': 'location / {\n  include snippets/x.conf;\n  proxy_pass http://app;\n}\n' },
      site,
      build,
    )
    expect(replaced[0]).toMatchObject({
      where: 'a.conf:2',
      is: '',
      why: 'that file was not given: what it sets is missing here',
    })
  })
})
