import { describe, expect, it } from 'vitest'
import { build } from './build.fixture.ts'
import { notTestedIn } from './not-http.ts'

const found = (text: string) => notTestedIn({ 'a.conf': text }, build)
const server = (inside: string) => `server {\nlisten 80;\n${inside}\n}\n`

describe('what is no HTTP is named, with its own settings', () => {
  it.for([
    [
      'location / { uwsgi_pass app; }',
      'uwsgi',
      'uwsgi_read_timeout: 60s, the default',
      'uwsgi_buffering: on, the default',
    ],
    [
      'location / { fastcgi_read_timeout 3000; fastcgi_buffering off; fastcgi_pass app; }',
      'FastCGI',
      'fastcgi_read_timeout: 3000, a.conf:3',
      'fastcgi_buffering: off, a.conf:3',
    ],
    ['location / { grpc_read_timeout 1h; grpc_pass app; }', 'gRPC', 'grpc_read_timeout: 1h, a.conf:3', ''],
    [
      'scgi_buffering off; location / { scgi_pass app; }',
      'SCGI',
      'scgi_read_timeout: 60s',
      'scgi_buffering: off, a.conf:3',
    ],
  ] as const)('%s', ([inside, ...words]) => {
    const [one, more] = found(server(inside))
    expect(more).toBeUndefined()
    expect(one).toMatchObject({ kind: 'protocol', where: 'a.conf:3' })
    for (const word of words) expect(one?.says).toContain(word)
  })

  it.for(['content_by_lua_block { ngx.say(1) }', 'js_content a.b;'])('a program: %s', (line) => {
    expect(found(server(`location / { ${line} }`))).toMatchObject([
      { where: 'a.conf:3', says: expect.stringMatching(/program/) },
    ])
  })

  it.for([
    ['stream { server { listen 1;\nproxy_pass a; proxy_timeout 30s; } }', 'proxy_timeout: 30s, a.conf:3'],
    ['stream { proxy_timeout 5m;\nserver { listen 1;\nproxy_pass a; } }', 'proxy_timeout: 5m, a.conf:2'],
    ['stream { server { listen 1;\nproxy_pass a; } }', 'proxy_timeout: 10m, the default'],
  ] as const)('%s', ([text, timeout]) => {
    const [one, more] = found(`events { }\n${text}\n`)
    expect(more).toBeUndefined()
    expect(one?.says).toContain(timeout)
  })

  it('an include that was not given', () => {
    expect(found(server('location / { include conf.d/include/proxy.conf; }'))).toEqual([
      { kind: 'include', where: 'a.conf:3', says: 'conf.d/include/proxy.conf' },
    ])
  })

  it('HTTP is none', () => {
    expect(found(server('location / { proxy_pass http://app; }'))).toEqual([])
  })
})
