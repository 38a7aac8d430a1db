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
