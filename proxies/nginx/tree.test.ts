import { expect, it } from 'vitest'
import { adapter } from './adapter.ts'
import { build, site } from './build.fixture.ts'

it('gives up on includes that lead nowhere, when there are more than anybody has', () => {
  const lines = Array.from({ length: 3000 }, (_, index) => `include *x${index}*.conf;\n`).join('')
  expect(() => adapter.prepare({ 'app.conf': lines }, site, build)).toThrow('more than 2000 includes')
})

it('drops a section of no use here with the includes that it has', () => {
  const main =
    'events {}\nhttp { server { location / { proxy_pass http://app:1; } } }\nstream {\n  include stream.d/*.conf;\n}\n'
  const prepared = adapter.prepare({ 'nginx.conf': main }, site, build)
  expect(prepared.replaced.filter(({ where }) => /:[34]$/.test(where)).map(({ was }) => was)).toEqual([
    'stream { include stream.d/*.conf; }',
  ])
})

it('leaves out a CONNECT proxy, and not the time limit that is named alike', () => {
  const text = 'server {\n  proxy_connect;\n  proxy_connect_timeout 5s;\n  location / { proxy_pass http://app:1; }\n}\n'
  const { replaced, files } = adapter.prepare({ 'a.conf': text }, site, build, { withoutLacking: true })
  expect(replaced.find(({ where }) => where === 'a.conf:2')?.lacks).toBe('ngx_http_proxy_connect_module')
  expect(files['conf/a.conf']).toContain('proxy_connect_timeout 5s;')
})

it('gives up on a long file that is included again and again', () => {
  const tree = { 'app.conf': 'include b.conf;\n'.repeat(1900), 'b.conf': 'gzip on;\n'.repeat(1000) }
  expect(() => adapter.prepare(tree, site, build)).toThrow('files include each other without end')
})

it('a relative include starts from the folder of the main file, also in a file that is included from elsewhere', () => {
  const tree = {
    'etc/nginx.conf': 'events {}\nhttp { include sub/a.conf; }\n',
    'etc/sub/a.conf': 'include b.conf;\n',
    'etc/b.conf': 'server { location / { proxy_pass http://app:1; } }\n',
    'etc/sub/b.conf': 'server { location / { proxy_pass http://app:2; } }\n',
  }
  const names = Object.keys(adapter.prepare(tree, site, build).files)
  expect(names.filter((name) => name.endsWith('b.conf')).map((name) => name.includes('sub/'))).toEqual([false])
})
