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
