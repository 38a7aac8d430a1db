import { expect, it } from 'vitest'
import { build } from './build.fixture.ts'
import { parseApache } from './config.ts'
import { modulesToLoad } from './modules.ts'

it.for([
  ['CharsetDefault UTF-8', 'charset_lite'],
  ['<Location />\nSSILegacyExprParser on\n</Location>', 'include'],
  ['SetInputFilter BUFFER', 'buffer'],
  ['FilterProvider SHRINK BROTLI_COMPRESS true', 'brotli'],
  ['AddOutputFilterByType INFLATE;SUBSTITUTE text/event-stream', 'substitute'],
  ['LogMessage "hi"', 'log_debug'],
  ['ProxyWebsocketFallbackToProxyHttp Off', 'proxy_wstunnel'],
  ['ImapMenu none', 'imagemap'],
  ['KeptBodySize 10', 'request'],
  ['ProxySCGIInternalRedirect Off', 'proxy_scgi'],
])('%j brings its module along', ([text = '', module = '']) => {
  const loadable = { [`mod_${module}`]: `modules/mod_${module}.so` }
  const wanted = (own: string) => modulesToLoad(parseApache(own, 'a.conf'), [], false, { ...build, loadable })
  expect(wanted(text)).toEqual([module])
  expect(wanted('ProxyPass / http://b/')).toEqual([])
})

it.for([
  ['<IfModule mod_ssl.c>\n<VirtualHost *:443>\n</VirtualHost>\n</IfModule>', ['socache_shmcb', 'ssl']],
  [
    '<IfDefine !OFF>\n<IfModule mod_ssl.c>\n<IfModule mod_http2.c>\n<VirtualHost *:443>\n</VirtualHost>\n</IfModule>\n</IfModule>\n</IfDefine>',
    ['socache_shmcb', 'ssl', 'http2'],
  ],
  ['<IfModule mod_http2.c>\nProxyPass / http://b/\n</IfModule>', ['http2']],
  ['<IfModule mod_http2.c>\nProtocols h2\n</IfModule>', []],
  ['<IfModule !mod_http2.c>\nProxyPass / http://b/\n</IfModule>', []],
  ['<IfModule mod_lua.c>\nProxyPass / http://b/\n</IfModule>', []],
  // A second MPM beside the one that is loaded is refused.
  ['<IfModule mpm_worker_module>\nProxyPass / http://b/\n</IfModule>', []],
] as const)('a place that proxies inside of IfModule brings that module along: %j', ([text, modules]) => {
  const loadable = Object.fromEntries(
    ['ssl', 'socache_shmcb', 'http2', 'lua', 'mpm_worker'].map((name) => [`mod_${name}`, `modules/mod_${name}.so`]),
  )
  expect(modulesToLoad(parseApache(text, 'a.conf'), [], false, { ...build, loadable })).toEqual(modules)
})

it('a virtual host inside of IfModule gets the modules that its lines need, as one outside does', () => {
  const names = [
    'ssl',
    'socache_shmcb',
    'expires',
    'proxy',
    'proxy_http',
    'proxy_balancer',
    'slotmem_shm',
    'lbmethod_byrequests',
    'lbmethod_bybusyness',
    'remoteip',
  ]
  const loadable = Object.fromEntries(names.map((name) => [`mod_${name}`, `modules/mod_${name}.so`]))
  const wanted = (text: string) =>
    [...modulesToLoad(parseApache(text, 'a.conf'), [], false, { ...build, loadable })].sort()
  const lines = `ExpiresActive On
RemoteIPHeader X-Forwarded-For
<Proxy balancer://b>
BalancerMember http://b
ProxySet lbmethod=bybusyness
</Proxy>
ProxyPass / balancer://b/`
  expect(wanted(`<IfModule mod_ssl.c>\n<VirtualHost *:443>\n${lines}\n</VirtualHost>\n</IfModule>`)).toEqual(
    [...names].sort(),
  )
  const ofGroups = names.filter((name) => /^(proxy|slotmem|lbmethod)/.test(name))
  expect(wanted(`<IfModule mod_proxy_balancer.c>\nProxyPass / http://b/\n</IfModule>`)).toEqual(
    ofGroups.filter((name) => name !== 'lbmethod_bybusyness').sort(),
  )
  // What only asks for a module does not need it.
  expect(wanted(`<IfModule mod_expires.c>\nExpiresActive On\n</IfModule>`)).toEqual(wanted('ServerName a.example'))
})

it('a cache that is only kept inside of IfModule is loaded with its storage: without it nothing could be said to work', () => {
  const names = ['cache', 'cache_disk', 'cache_socache', 'socache_shmcb', 'expires']
  const loadable = Object.fromEntries(names.map((name) => [`mod_${name}`, `modules/mod_${name}.so`]))
  const wanted = (text: string) =>
    [...modulesToLoad(parseApache(text, 'a.conf'), [], false, { ...build, loadable })].sort()
  const nested = (lines: string) =>
    `<IfModule mod_cache.c>\n<IfModule mod_cache_disk.c>\n${lines}\nExpiresActive On\n</IfModule>\n</IfModule>`
  expect(wanted(nested('CacheRoot /var/cache\nCacheEnable disk /'))).toEqual(['cache', 'cache_disk'])
  expect(wanted('CacheEnable disk /')).toEqual(['cache', 'cache_disk'])
  expect(wanted(nested('CacheEnable socache /'))).toEqual(['cache', 'cache_socache', 'socache_shmcb'])
  expect(wanted('<IfModule !mod_cache.c>\nCacheEnable disk /\n</IfModule>')).toEqual([])
})
