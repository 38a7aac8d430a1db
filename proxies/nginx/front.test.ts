import { describe, expect, it } from 'vitest'
import { adapter } from './adapter.ts'
import { build, site } from './build.fixture.ts'
import { shapes } from './shapes.fixture.ts'

const tlsSite = { ...site, tls: { certificate: '/tmp/site/tls/server.pem', key: '/tmp/site/tls/server.key' } }
const prepare = (text: string, version = build.version) =>
  adapter.prepare({ 'app.conf': text }, tlsSite, { ...build, version })
const everything = (files: Readonly<Record<string, string>>) => Object.values(files).join('\n')
const count = (text: string, what: RegExp) => [...text.matchAll(what)].length

describe('a TLS front', () => {
  it.for(Object.keys(shapes))('%s: its own certificate once, and TLS at the site only', (shape) => {
    const config = shapes[shape] ?? {}
    const { files } = adapter.prepare(config, tlsSite, build)
    const text = everything(files)
    expect(text.match(/^.*\bssl_certificate .*$/gm)).toHaveLength(1)
    expect(text).toContain('ssl_certificate /tmp/site/tls/server.pem;')
    expect(count(text, /listen [^;]*\bssl http2/g)).toBe(count(text, /listen 127\.83\.4\.7:40001[ ;]/g))
    for (const [path, before] of Object.entries(config)) {
      expect(files[`conf/${path}`]?.split('\n')).toHaveLength(before.split('\n').length)
    }
  })

  it.for([
    ['1.18.0', 'listen 127.83.4.7:40001 ssl http2;', undefined],
    ['1.25.0', 'listen 127.83.4.7:40001 ssl http2;', undefined],
    ['1.25.1', 'listen 127.83.4.7:40001 ssl;', 'http2 on;'],
    ['1.30.6', 'listen 127.83.4.7:40001 ssl;', 'http2 on;'],
  ] as const)('nginx %s: %s', ([version, listen, http2]) => {
    const prepared = prepare('server { listen 80; location / { proxy_pass http://b; } }', version)
    expect(everything(prepared.files)).toContain(listen)
    if (http2) expect(everything(prepared.files)).toContain(http2)
    expect(prepared.replaced).toContainEqual({
      where: 'app.conf:1',
      was: 'listen 80;',
      is: listen,
      why: 'the front of this test case is TLS, at an address of its own',
    })
  })

  it('keeps what a configuration says of TLS and HTTP/2, but for the certificate and whether there is HTTP/2', () => {
    const { files } = prepare(
      `server {
        listen 443 ssl;
        http2 off;
        http2_max_concurrent_streams 16;
        ssl_certificate /a.pem; ssl_certificate_key /a.key;
        ssl_protocols TLSv1.3; ssl_buffer_size 4k; ssl_session_timeout 5m;
        if ($scheme = http) { return 301 https://$host$request_uri; }
        if ($http_x_forwarded_proto != "https") { return 308 https://$host$request_uri; }
        location / { proxy_set_header X-Forwarded-Proto $scheme; proxy_pass http://b; }
      }`,
      '1.26.3',
    )
    const text = files['conf/app.conf'] ?? ''
    for (const kept of [
      'http2_max_concurrent_streams 16',
      'TLSv1.3',
      'ssl_buffer_size 4k',
      'ssl_session_timeout',
      'return 301',
      'X-Forwarded-Proto $scheme',
    ]) {
      expect(text).toContain(kept)
    }
    expect(text).not.toMatch(/http2 off|a\.pem|a\.key|return 308/)
  })

  it('asks the server that was written for TLS, and lets the handshake find it', () => {
    const server = (listen: string, name: string) =>
      `server { listen ${listen}; server_name ${name}; location / { proxy_pass http://${name}; } }\n`
    const prepared = prepare(
      server('80', 'plain.test') + server('443 ssl', 'first.test') + server('443 ssl', 'second.test'),
    )
    expect(prepared.host).toBe('first.test')
    expect(prepared.files['conf/app.conf']).toContain('server_name first.test sse-compat.test;')
    expect(adapter.prepare({ 'app.conf': server('80', 'a.test') }, site, build).files['conf/app.conf']).not.toContain(
      'sse-compat.test',
    )
  })

  it('is a fault of a build without the module', () => {
    const without = { ...build, builtIn: build.builtIn.filter((name) => name !== 'http_v2') }
    expect(() => adapter.prepare(shapes.upstream ?? {}, tlsSite, without)).toThrow(
      expect.objectContaining({ code: 'missing-module', message: expect.stringContaining('http_v2_module') }),
    )
    expect(() => adapter.prepare(shapes.upstream ?? {}, site, without)).not.toThrow()
  })
})
