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

test('packages of modules that do no more than handle requests', () => {
  const config = (lines: string) => ({ 'a.conf': `${lines}server { location / { proxy_pass http://app; } }\n` })
  const bare = { ...build, loadable: {} }
  const of = (lines: string) => adapter.modulePackages?.(config(lines), bare)
  expect(of('brotli on;\nmore_clear_headers Server;\n')).toEqual([
    'libnginx-mod-http-brotli-filter',
    'libnginx-mod-http-headers-more-filter',
  ])
  expect(of('body_filter_by_lua_block { }\nmodsecurity on;\njs_body_filter a;\n')).toEqual([])
  expect(
    adapter.modulePackages?.(config('brotli on;\n'), { ...bare, loadable: { ngx_http_brotli_filter_module: 'x' } }),
  ).toEqual([])
})
