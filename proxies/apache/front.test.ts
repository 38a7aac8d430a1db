import { describe, expect, it } from 'vitest'
import { adapter } from './adapter.ts'
import { build, site } from './build.fixture.ts'
import { shapes } from './shapes.fixture.ts'

const tlsSite = { ...site, tls: { certificate: '/tmp/site/tls/server.pem', key: '/tmp/site/tls/server.key' } }
const prepare = (text: string) => adapter.prepare({ 'app.conf': text }, tlsSite, build)
const proxied = 'ProxyPass / http://b/'
const main = (files: Readonly<Record<string, string>>) => files['conf/sse-compat-main.conf'] ?? ''

describe('a TLS front', () => {
  it.for(Object.keys(shapes))('%s: its own certificate for the whole server', (shape) => {
    const config = shapes[shape] ?? {}
    const { files } = adapter.prepare(config, tlsSite, build)
    const text = Object.values(files).join('\n')
    expect(text.match(/^\s*SSLCertificateFile .*$/gm)).toEqual(['SSLCertificateFile /tmp/site/tls/server.pem'])
    expect(text.match(/^\s*SSLEngine .*$/gm)).toEqual(['SSLEngine on'])
    expect(main(files)).toMatch(
      /LoadModule ssl_module[\s\S]*LoadModule http2_module[\s\S]*\nInclude [\s\S]*\nSSLEngine on/,
    )
    for (const [path, before] of Object.entries(config)) {
      expect(files[`conf/${path}`]?.split('\n')).toHaveLength(before.split('\n').length)
    }
  })

  it.for(['PROFILE=SYSTEM', 'TLSv1.3 PROFILE=SYSTEM', '@SYSTEM'])(
    'leaves out SSLCipherSuite %s, which only the OpenSSL of its distribution knows',
    (list) => {
      const { files, replaced } = prepare(`SSLCipherSuite ${list}\nSSLProtocol TLSv1.3\n${proxied}`)
      expect(files['conf/app.conf']).toBe(`\nSSLProtocol TLSv1.3\nProxyPass / http://127.83.4.8:40002/`)
      expect(replaced[0]).toMatchObject({
        where: 'app.conf:1',
        is: '',
        why: expect.stringContaining('list of ciphers'),
      })
    },
  )

  it('keeps other ciphers', () => {
    expect(prepare(`SSLCipherSuite HIGH:!aNULL\n${proxied}`).files['conf/app.conf']).toContain(
      'SSLCipherSuite HIGH:!aNULL',
    )
  })

  it('keeps what a configuration says of TLS and HTTP/2, but for the certificate and whether there is HTTP/2', () => {
    const { files, replaced } = prepare(`SSLSessionCache shmcb:/var/cache/ssl(4096)
      SSLRandomSeed startup file:/dev/urandom 512
      <VirtualHost *:443>
      ServerName a.test
      SSLEngine on
      SSLCertificateFile /a.pem
      SSLCertificateKeyFile /a.key
      SSLProtocol TLSv1.3
      H2MaxSessionStreams 16
      Protocols http/1.1
      RewriteCond %{HTTPS} off
      RewriteRule ^ https://%{HTTP_HOST}%{REQUEST_URI} [L,R=301]
      RewriteCond %{HTTP:X-Forwarded-Proto} !https
      RewriteRule ^ https://%{HTTP_HOST}%{REQUEST_URI} [L,R=308]
      ${proxied}
      </VirtualHost>`)
    const text = files['conf/app.conf'] ?? ''
    for (const kept of ['SSLProtocol TLSv1.3', 'H2MaxSessionStreams 16', 'R=301', 'Protocols http/1.1 h2']) {
      expect(text).toContain(kept)
    }
    expect(text).toContain('SSLSessionCache shmcb:/tmp/site/run/ssl_scache(4096)')
    expect(text).not.toMatch(/a\.pem|a\.key|urandom|R=308/)
    expect(replaced).toContainEqual({
      where: 'app.conf:5',
      was: 'SSLEngine on',
      is: 'ServerAlias sse-compat.test',
      why: 'the front of this test case is TLS everywhere, and its clients ask for this name',
    })
  })

  it.for([
    [proxied, true],
    [`Protocols h2 http/1.1\n${proxied}`, false],
    [`<VirtualHost *:80>\nProtocols h2 http/1.1\n${proxied}\n</VirtualHost>`, true],
  ] as const)('offers HTTP/2 where nothing else does: %j', ([text, added]) => {
    expect(main(prepare(text).files).includes('Protocols h2 http/1.1')).toBe(added)
  })

  it('asks the virtual host that was written for TLS', () => {
    const host = (port: number, engine: string) =>
      `<VirtualHost *:${port}>\nServerName p${port}.test\n${engine}\n${proxied}\n</VirtualHost>\n`
    expect(prepare(host(80, '') + host(443, 'SSLEngine on')).host).toBe('p443.test')
    expect(prepare(host(80, '') + host(443, 'SSLEngine off')).host).toBe('p80.test')
  })

  it('is a fault where there can be none', () => {
    const { mod_http2: _, ...loadable } = build.loadable
    const config = { 'app.conf': proxied }
    const fault = expect.objectContaining({
      code: 'missing-module',
      message: expect.stringContaining('has no mod_http2'),
    })
    expect(() => adapter.prepare(config, tlsSite, { ...build, loadable })).toThrow(fault)
    expect(() => adapter.prepare(config, site, { ...build, loadable })).not.toThrow()
  })

  it('has no HTTP/2 in prefork, and says so', () => {
    const text = `LoadModule mpm_prefork_module modules/mod_mpm_prefork.so\n${proxied}`
    const { files, noHttp2 } = prepare(text)
    expect(main(files)).toContain('LoadModule ssl_module')
    expect(main(files)).not.toContain('http2_module')
    expect(noHttp2).toContain('does not run in prefork')
    expect(prepare(proxied).noHttp2).toBeUndefined()
    expect(adapter.prepare({ 'app.conf': text }, site, build).noHttp2).toBeUndefined()
  })
})
