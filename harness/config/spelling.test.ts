import { expect, it } from 'vitest'
import { corrected } from './spelling.ts'

const KNOWN = ['proxy_read_timeout', 'proxy_send_timeout', 'proxy_buffering', 'proxy_cache', 'gzip', 'ProxyPass']

it.for([
  ['proxy_read_timeout:', 'proxy_read_timeout', ''],
  ['proxy_read_timeout=60s', 'proxy_read_timeout', '60s'],
  ['proxy_bufering', 'proxy_buffering', ''],
  ['proxy_buferfing', 'proxy_buffering', ''],
  ['proxy_bferfing', undefined, ''],
  ['proxy_bufferign', 'proxy_buffering', ''],
  ['proxy_bufffering', 'proxy_buffering', ''],
  ['Proxy-Buffering', 'proxy_buffering', ''],
  ['proxy_cachee', 'proxy_cache', ''],
  ['proxypas', 'ProxyPass', ''],
  ['proxy_buffering', undefined, ''],
  ['gzap', undefined, ''],
  ['more_set_headers', undefined, ''],
] as const)('%s: %s', ([written, name, rest]) => {
  expect(corrected(written, KNOWN)).toEqual(name === undefined ? undefined : { name, rest })
})

it('of several that are as near none is taken', () => {
  expect(corrected('proxy_xs', ['proxy_x', 'proxy_s'])).toBeUndefined()
})
