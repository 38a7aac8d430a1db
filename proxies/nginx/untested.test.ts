import { describe, expect, it } from 'vitest'
import type { ConfigTree } from '../../harness/model/index.ts'
import { adapter } from './adapter.ts'
import { build, site } from './build.fixture.ts'

const untested = (config: ConfigTree | string, path?: string) => {
  const tree = typeof config === 'string' ? { 'a.conf': config } : config
  const options = { withoutLacking: true, ...(path === undefined ? {} : { path }) }
  return adapter
    .prepare(tree, site, build, options)
    .replaced.flatMap(({ where, untested: one }) => (one === undefined ? [] : [`${where} ${one.kind} ${one.name}`]))
}
const PASS = 'location / { proxy_pass http://app; }\n'

describe('what may change an answer and could not be tested', () => {
  it('an include that was not given, where it holds for the route', () => {
    const text = `server {\ninclude /etc/nginx/includes/proxy.conf;\nlocation /other { include /etc/other.conf; }\n${PASS}}\nserver {\nlisten 81;\ninclude /etc/nginx/not-this.conf;\n}\n`
    expect(untested(text)).toEqual(['a.conf:2 include /etc/nginx/includes/proxy.conf'])
    const inFile = { 'a.conf': `include b.inc;\nserver { ${PASS}}\n`, 'b.inc': '\ninclude /etc/c.conf;\n' }
    expect(untested(inFile)).toEqual(['b.inc:2 include /etc/c.conf'])
  })

  it.for(['proxy.conf', '"proxy.conf"', "'snippets/proxy.conf'", './proxy.conf', '/etc/nginx/proxy.conf'])(
    'nor is it refused in a whole main file: include %s',
    (name) => {
      const text = `events { }\nhttp {\ninclude ${name};\ninclude sites-enabled/*;\nserver { ${PASS}}\n}\n`
      expect(untested(text)).toEqual([`a.conf:3 include ${name.replaceAll(/["']/g, '')}`])
    },
  )

  it('is not what is known to set nothing of the kind, nor a file that was given', () => {
    const include = (...names: string[]) => names.map((name) => `include ${name};\n`).join('')
    const known = include(
      '/etc/letsencrypt/options-ssl-nginx.conf',
      'snippets/ssl-params.conf',
      'mime.types',
      'fastcgi_params',
      'conf.d/*.none',
    )
    expect(untested({ 'a.conf': `${known}server { include b; ${PASS}}`, b: 'gzip on;' })).toEqual([])
    expect(untested(`server { include /home/x/nginx.ssl.conf_sse; ${PASS}}`)).toHaveLength(1)
  })

  it('is HTTP/3, where the server of the route listens for nothing else', () => {
    const only = (...listens: string[]) => untested(`server {\n${listens.map((one) => `${one}\n`).join('')}${PASS}}`)
    expect(only('listen 443 quic;')).toEqual(['a.conf:2 protocol HTTP/3'])
    expect(only('listen 443 quic;', 'listen 443 ssl;')).toEqual([])
    expect(only()).toEqual([])
  })

  it.for([
    ['modsecurity on;', 'ModSecurity'],
    ['coraza on;', 'Coraza'],
    ['pagespeed on;', 'a module that rewrites or inspects answers'],
    ['body_filter_by_lua_block { }', 'the Lua module'],
    ['js_body_filter a.b;', 'the njs module'],
    ['subs_filter a b;', 'ngx_http_subs_filter_module'],
    ['brotli on;', 'ngx_http_brotli_filter_module'],
  ] as const)('a module that sees the body: %s', ([line, name]) => {
    expect(untested(`server {\n${line}\n${PASS}}\n`)).toEqual([`a.conf:2 module ${name}`])
    expect(untested(`server {\nlocation /other {\n${line}\n}\n${PASS}}\n`)).toEqual([])
  })

  it.for(['modsecurity off;', 'geoip2_proxy 10.0.0.0/8;', 'more_set_headers a;', 'access_by_lua_block { }'])(
    'is not one that does not: %s',
    (line) => {
      expect(untested(`server {\n${line}\n${PASS}}\n`)).toEqual([])
    },
  )

  it.for(['modsecurity', 'coraza', 'pagespeed', 'brotli'])('nor one that is off for the route: %s', (name) => {
    const inside = `location /sse { ${name} off; proxy_pass http://app; }\n${PASS}`
    const text = `${name} on;\n${name}_types text/html;\nserver {\n${inside}}\n`
    expect(untested(text, '/sse/')).toEqual([])
    expect(untested(text, '/')).toHaveLength(2)
    expect(untested(`${name} off;\nserver { location / { ${name} on; proxy_pass http://app; } }`)).toHaveLength(1)
  })

  it('a setting whose variable has no value, so that it is left out', () => {
    const text = `server {\nresolver \${DNS};\nproxy_buffering \${BUFFERING};\nlocation / {\nproxy_set_header X \${X};\nproxy_pass http://\${HOST};\n}\n}\n`
    expect(untested(text)).toEqual(['a.conf:3 value proxy_buffering \x24{BUFFERING}'])
  })

  it('directives of a module that is loaded and not there are left out with it', () => {
    const text = `load_module modules/ngx_http_frobnicate_module.so;\nevents { }\nhttp {\nserver {\nfrobnicate on;\nfrobnicate_level 3;\n${PASS}}\n}\n`
    expect(untested(text)).toEqual([
      'a.conf:5 module ngx_http_frobnicate_module',
      'a.conf:6 module ngx_http_frobnicate_module',
    ])
    const { files } = adapter.prepare({ 'a.conf': text }, site, build, { withoutLacking: true })
    expect(JSON.stringify(files)).not.toContain('frobnicate')
  })
})
