import { expect, test } from 'vitest'
import { adapter } from './adapter.ts'
import { build, site } from './build.fixture.ts'
import { sourceOf } from './packages.ts'

test.for([
  ['ngx_http_brotli_filter_module', 'libnginx-mod-http-brotli-filter'],
  ['ngx_http_headers_more_filter_module', 'libnginx-mod-http-headers-more-filter'],
  ['ngx_nchan_module', 'libnginx-mod-nchan'],
  ['ngx_http_sub_module', 'nginx-full'],
  ['ngx_http_zstd_filter_module', 'no package of Debian'],
] as const)('%s: %s', ([module, source]) => {
  expect(sourceOf(module)).toContain(source)
})

test('a line of a module that the build lacks is left out where that is asked for, and listed with it', () => {
  const config = { 'a.conf': 'more_set_headers "Server: x";\nlocation / { proxy_pass http://app; }\n' }
  expect(adapter.prepare(config, site, build).files['conf/a.conf']).toContain('more_set_headers')
  const { files, replaced } = adapter.prepare(config, site, build, { withoutLacking: true })
  expect(files['conf/a.conf']).not.toContain('more_set_headers')
  expect(replaced.find(({ lacks }) => lacks !== undefined)).toMatchObject({
    where: 'a.conf:1',
    lacks: 'ngx_http_headers_more_filter_module',
  })
})
