import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type ConfigTree, type Prepared, SseCompatError } from '../../harness/model/index.ts'
import { adapter } from './adapter.ts'
import { build, report, site } from './build.fixture.ts'
import { shapes } from './shapes.fixture.ts'

const prepare = (config: ConfigTree, on = build) => adapter.prepare(config, site, on)
const text = (config: string) => prepare({ 'app.conf': config })
const main = (prepared: Prepared) => prepared.files['conf/sse-compat-main.conf'] ?? ''
const file = (prepared: Prepared, path = 'app.conf') => prepared.files[`conf/${path}`] ?? ''
const modules = (prepared: Prepared) =>
  [...main(prepared).matchAll(/^LoadModule (\w+)_module/gm)].map(([, name]) => name)

describe('every shape of configuration', () => {
  it.for([
    ['lines', '/events/', '', 'Timeout', 60_000, 'default'],
    ['location', '/stream/', '', 'ProxyPass timeout=', 120_000, 'app.conf:2'],
    ['balancer', '/sse/', '', 'BalancerMember timeout=', 45_000, 'app.conf:3'],
    ['rewrite', '/sse/', 'chat.example.com', 'Timeout', 60_000, 'default'],
    ['tls', '/sse/', 'sse.example.com', 'Timeout', 60_000, 'default'],
    ['twoBackends', '/sse/', '', 'ProxyPass timeout=', 5000, 'app.conf:4'],
    ['expression', '/v0/stream/', '', 'Timeout', 60_000, 'default'],
    ['virtualHosts', '/sse/', 'sse.example.com', 'ProxySet timeout=', 90_000, 'app.conf:9'],
    ['compressed', '/sse/', '', 'Timeout', 60_000, 'default'],
    ['tree', '/sse/', 'app.example.com', 'ProxyPass timeout=', 600_000, 'extra/httpd-vhosts.conf:3'],
  ] as const)('%s: path, host and timer', ([shape, path, host, directive, ms, where]) => {
    const config = shapes[shape] ?? {}
    const prepared = prepare(config)
    expect(prepared).toMatchObject({ path, host })
    expect(prepared.settings.timers).toEqual([{ directive, ms, where, limits: 'idle' }])
    for (const [path, before] of Object.entries(config)) {
      expect(file(prepared, path).split('\n')).toHaveLength(before.split('\n').length)
    }
    expect(Object.values(prepared.files).join('\n')).not.toMatch(
      /^\s*(SSLCert|CustomLog|PidFile (?!\/tmp)|.*localhost:)/m,
    )
    for (const { where, why } of prepared.replaced) {
      expect(where).toMatch(/^[\w./-]+:\d+$/)
      expect(why).not.toBe('')
    }
  })
})

describe('replacements', () => {
  it('are listed with file, line, before and after', () => {
    const prepared = text(
      '<VirtualHost *:80>\n  ProxyPass / "http://backend:8080/" timeout=5\n  CustomLog /x common\n</VirtualHost>\n',
    )
    const why = 'the origin of the harness stands behind the proxy'
    expect(prepared.replaced).toEqual([
      { where: 'app.conf:1', was: '*:80', is: '*:40001', why: 'an address of its own' },
      { where: 'app.conf:2', was: '"http://backend:8080/"', is: '"http://127.83.4.8:40002/"', why },
      { where: 'app.conf:3', was: 'CustomLog /x common', is: '', why: 'the harness keeps its own record' },
    ])
  })

  it.for([
    ['ProxyPass / https://b:8443/x nocanon', 'ProxyPass / http://127.83.4.8:40002/x nocanon'],
    ['ProxyPass / unix:/run/a.sock|http://localhost/', 'ProxyPass / http://127.83.4.8:40002/'],
    ['ProxyPass / http://[::1]:80/', 'ProxyPass / http://127.83.4.8:40002/'],
    ['ProxyPass / http://\x24{APP_HOST}:80/', 'ProxyPass / http://127.83.4.8:40002/'],
    ['ProxyPassMatch ^/(.*)$ http://b/$1', 'ProxyPassMatch ^/(.*)$ http://127.83.4.8:40002/$1'],
    ['ProxyPassMatch ^(/.*)$ http://b$1', 'ProxyPassMatch ^(/.*)$ http://127.83.4.8:40002$1'],
    ['ProxyPassMatch ^/(.*)$ http://b$1', 'ProxyPassMatch ^/(.*)$ http://127.83.4.8:40002/$1'],
    [
      'RewriteRule ^ http://b%{REQUEST_URI} [P]\nRewriteEngine On',
      'RewriteRule ^ http://127.83.4.8:40002%{REQUEST_URI} [P]',
    ],
    ['RewriteRule ^/(.*) http://b/$1 [P]\nRewriteEngine On', 'RewriteRule ^/(.*) http://127.83.4.8:40002/$1 [P]'],
  ] as const)('%s', ([before, after]) => {
    expect(file(text(before))?.replace(/\nRewriteEngine On$/, '')).toBe(after)
  })

  it('leave a redirect alone', () => {
    expect(file(text('RewriteRule ^/old https://b/new [R]\nProxyPass / http://b/'))).toContain('https://b/new [R]')
  })

  it('keep different backends different, since equal ones would share a worker', () => {
    const prepared = prepare(shapes.twoBackends ?? {})
    expect(file(prepared)).toContain('ProxyPass /app/ http://0x7f.83.4.8:40002/')
    expect(file(prepared)).toContain('ProxyPass /sse/ http://127.83.4.8:40002/sse/ timeout=5mi disablereuse=on\n\n\n')
  })

  it('reach an unknown directive never, so that Apache refuses it itself', () => {
    expect(file(text('ProxyPass / http://b/\nProxyHTTPEngine on'))).toContain('\nProxyHTTPEngine on')
  })
})

describe('choosing a route', () => {
  it.for([
    ['ProxyPass /sse/ !\nProxyPass / http://b/', '/'],
    ['ProxyPass / http://b/\nProxyPass /sse/ !', '/sse/'],
    ['ProxyPass / !\n<Location /live>\nProxyPass http://b/\n</Location>', '/live/'],
    ['<LocationMatch "^/(live|x)/">\nProxyPassMatch http://b/\n</LocationMatch>', '/live/'],
    ['ProxyPassMatch ^/events$ http://b/', '/events'],
    ['RewriteCond %{HTTP:Upgrade} websocket\nRewriteRule .* ws://b/ [P]', undefined],
    ['<IfModule mod_nothing.c>\nProxyPass / http://b/\n</IfModule>', undefined],
    ['<VirtualHost *:80>\n</VirtualHost>', undefined],
    ['', undefined],
  ] as const)('%j', ([config, path]) => {
    if (path === undefined)
      expect(() => text(config)).toThrow(/nothing in this configuration proxies|no request for a stream/)
    else expect(text(config).path).toBe(path)
  })

  it('a misspelt name is named where nothing proxies for it', () => {
    expect(() => text('<VirtualHost *:80>\nProxyPas / http://b/\n</VirtualHost>')).toThrow(
      expect.objectContaining({
        message: 'nothing in this configuration proxies; `ProxyPas` is not a directive',
        where: expect.stringMatching(/:2$/),
        advice: 'was `ProxyPass` meant?',
      }),
    )
  })
})

describe('timers', () => {
  it.for([
    ['Timeout 10\nProxyTimeout 20\nProxyPass / http://b/ timeout=3s', 'ProxyPass timeout=', 3000],
    ['Timeout 10\nProxyTimeout 20\nProxyPass / http://b/', 'ProxyTimeout', 20_000],
    ['Timeout 10\n<VirtualHost *:80>\nTimeout 5mi\nProxyPass / http://b/\n</VirtualHost>', 'Timeout', 5000],
    ['ProxyPass / http://b/\nProxySet http://b/ timeout=2', 'ProxySet timeout=', 2000],
    ['ProxyPass /a/ http://b/\nProxyPass /sse/ http://b/sse/ timeout=3', 'Timeout', 60_000],
    ['ProxyPass /a/ http://c/\nProxyPass /sse/ http://b/sse/ timeout=3', 'ProxyPass timeout=', 3000],
  ] as const)('%j', ([config, directive, ms]) => {
    expect(text(config).settings.timers).toMatchObject([{ directive, ms }])
  })
})

describe('settings of its own', () => {
  it('load what a reverse proxy usually has, and what the directives need', () => {
    expect(modules(text('ProxyPass / http://b/'))).not.toContain('sed')
    expect(modules(text('ProxyPass / http://b/\nSetOutputFilter Sed;DEFLATE'))).toContain('sed')
    expect(modules(text('ProxyPass / http://b/'))).toEqual(
      expect.arrayContaining(['mpm_event', 'proxy', 'proxy_http', 'deflate']),
    )
    expect(modules(text('ProxyPass / http://b/'))).not.toContain('unixd')
  })

  it('take what a loaded module does not start without, where the list is a part of one', () => {
    const balancer = 'LoadModule proxy_balancer_module modules/mod_proxy_balancer.so\nProxyPass / http://app/'
    expect(modules(text(balancer))).toContain('slotmem_shm')
    const whole = `LoadModule authz_core_module modules/mod_authz_core.so\n${balancer}`
    expect(modules(text(whole))).not.toContain('slotmem_shm')
  })

  it('need no file that is included only where a module is there', () => {
    const main = 'ServerRoot "/usr/local/apache2"\nProxyPass / http://app/\n'
    const extra = 'Include conf/extra/more.conf\n'
    expect(file(text(`${main}<IfModule proxy_html_module>\n${extra}</IfModule>\n`))).not.toContain('more.conf')
  })

  it('leave a whole configuration with its own modules', () => {
    const prepared = prepare(shapes.tree ?? {})
    expect(modules(prepared)).toEqual([])
    expect(file(prepared, 'httpd.conf')).toContain('LoadModule proxy_module /root/modules/mod_proxy.so')
    expect(file(prepared, 'httpd.conf')).not.toContain('unixd.so')
    expect(main(prepared)).not.toContain('ThreadsPerChild')
  })

  it('are what Apache needs to run at all', () => {
    const own = main(text('ProxyPass / http://b/')).replace(/^LoadModule.*\n/gm, '')
    expect(own).toMatchInlineSnapshot(`
      "Define SSE_COMPAT_DOLLAR $
      ServerRoot /tmp/site/conf/
      DefaultRuntimeDir /tmp/site/run
      PidFile /tmp/site/run/httpd.pid
      Mutex file:/tmp/site/run default
      ErrorLog /dev/stderr
      ServerName localhost
      User www-data
      Group www-data
      Listen 127.83.4.7:40001
      <Directory />
      AllowOverride None
      </Directory>
      <IfModule mime_module>
      TypesConfig /dev/null
      </IfModule>
      <IfModule cache_module>
      CacheLockPath /tmp/site/cache
      </IfModule>
      Include /tmp/site/conf/app.conf
      <If "!(%{REQUEST_FILENAME} =~ m#^proxy:(?:balancer://|(?:https?|h2c|ws)://(?:127|0x0*7f)\\\\.83\\\\.4\\\\.8:40002(?![0-9])[^/@:]*(?:/|$))#)">
      Require all denied
      </If>
      <IfModule mpm_event_module>
      StartServers 1
      ThreadLimit 64
      ThreadsPerChild 64
      MaxRequestWorkers 1024
      </IfModule>
      <IfModule mpm_prefork_module>
      StartServers 64
      MinSpareServers 64
      MaxSpareServers 128
      ServerLimit 256
      MaxRequestWorkers 256
      </IfModule>
      "
    `)
  })
})

describe('what Apache prints', () => {
  it('tells its version and modules', () => {
    expect(adapter.readBuild(report)).toEqual({ version: '2.4.71', builtIn: build.builtIn })
    expect(adapter.readBuild('nginx version: nginx/1.22.1')).toBeUndefined()
  })

  it.for([
    [
      "AH00526: Syntax error on line 13 of /tmp/site/conf/app.conf:\nInvalid command 'X', perhaps misspelled\n",
      { message: "Invalid command 'X', perhaps misspelled", where: 'app.conf:13' },
    ],
    [
      "AH00526: Syntax error on line 13 of /tmp/site/conf/app.conf:\nInvalid command 'ProxyPas', perhaps misspelled\n",
      { message: "Invalid command 'ProxyPas', perhaps misspelled: did you mean 'ProxyPass'?", where: 'app.conf:13' },
    ],
    [
      'apache2: Syntax error on line 9 of /tmp/site/conf/sse-compat-main.conf: Syntax error on line 2 of /tmp/site/conf/a/b.conf: Cannot load /x.so into server\n',
      { message: 'Cannot load /x.so into server', where: 'a/b.conf:2' },
    ],
    [
      "AH00526: Syntax error on line 2 of /tmp/site/conf/a b/stra\\xc3\\x9fe.conf:\nInvalid command '\\xef\\xbb\\xbf\\\\d\\x1b', perhaps\n",
      { message: "Invalid command '\ufeff\\d\\x1b', perhaps", where: 'a b/straße.conf:2' },
    ],
    [
      'AH00526: Syntax error on line 3 of /tmp/site/conf/a.conf: Invalid number of arguments\n',
      { message: 'Invalid number of arguments', where: 'a.conf:3' },
    ],
    ['[Sat Nov 21 02:00:00.1 2026] [core:error] [pid 1] AH00014: no good\n', { message: 'AH00014: no good' }],
    [
      '[ssl:emerg] [pid 1] AH01898: Unable to configure permitted SSL ciphers\n[ssl:emerg] [pid 1] SSL Library Error: error:0A0000B9:SSL routines::no cipher match\n[ssl:emerg] [pid 1] AH02312: Fatal error initialising mod_ssl, exiting.\nAH00016: Configuration Failed\n',
      { message: 'AH01898: Unable to configure permitted SSL ciphers' },
    ],
  ] as const)('%s', ([output, refusal]) => {
    expect(adapter.readRefusal(output, site, build)).toEqual(refusal)
  })
})

it('prepares or refuses whatever is written', () => {
  const line = fc.constantFrom(
    '<VirtualHost *:80>',
    '</VirtualHost>',
    '<Location>',
    '<Location /a>',
    '</Location>',
    '<IfModule !x>',
    '</IfModule>',
    '<Proxy balancer://x>',
    'BalancerMember',
    '</Proxy>',
    'ProxyPass',
    'ProxyPass /',
    'ProxyPass / !',
    'ProxyPass / http://',
    'ProxyPass / balancer://x/ timeout=x',
    'ProxyPassMatch ( http://b/',
    'RewriteRule',
    'RewriteRule ( http://b/ [P]',
    'Listen',
    'LoadModule',
    'Include',
    'Include *',
    'ErrorLog',
    'Timeout',
    'User',
  )
  fc.assert(
    fc.property(fc.array(line, { maxLength: 12 }), (lines) => {
      try {
        text(lines.join('\n'))
      } catch (error) {
        expect(error).toBeInstanceOf(SseCompatError)
      }
    }),
    { numRuns: 3000 },
  )
})

it('leaves out the log levels of single modules, which have to be loaded for it', () => {
  const text = 'LogLevel warn lua_module:info\nLogLevel proxy:debug\nProxyPass / http://app/\n'
  const { files } = adapter.prepare({ 'a.conf': text }, site, build)
  expect(files['conf/a.conf']).toMatch(/^LogLevel warn\s*\n\nProxyPass/)
})

it('leaves out what checks the health of an application, for which a module would be needed', () => {
  const text = `<Proxy balancer://app>\nBalancerMember http://a:1 hcmethod=GET hcuri=/up hcinterval=5 route=x\n</Proxy>\nProxyPass / balancer://app/\n`
  const { files, replaced } = adapter.prepare({ 'a.conf': text }, site, build)
  expect(files['conf/a.conf']).toMatch(/BalancerMember "?http:\/\/\S+ "?route=x/)
  expect(replaced.map(({ was }) => was)).toEqual(expect.arrayContaining(['hcmethod=GET', 'hcuri=/up', 'hcinterval=5']))
})
