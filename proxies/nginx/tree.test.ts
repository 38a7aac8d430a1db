import { describe, expect, it } from 'vitest'
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

describe('an include is replaced by what it stands for', () => {
  const including = (file: string, more = {}, facts = build) => {
    const text = `events {}\nhttp {\n  include ${file};\n  server { location / { proxy_pass http://app:1; } }\n}\n`
    const config = { 'nginx.conf': text, ...more }
    const { replaced, files } = adapter.prepare(config, site, facts)
    return {
      listed: replaced.filter(({ where }) => where === 'nginx.conf:3').map(({ was, is, why }) => [was, is, why]),
      line: files['conf/nginx.conf']?.split('\n')[2]?.trim(),
      notTested: (adapter.notTested?.(config, facts) ?? []).map(({ says }) => says),
    }
  }

  it.for([
    [
      'proxy_params',
      /^proxy_set_header Host \$http_host; .* X-Forwarded-Proto \$scheme;$/,
      'what that file has in Debian',
    ],
    ['/etc/nginx/proxy_params', /^proxy_set_header Host /, 'what that file has in Debian'],
    ['mime.types', /^include \/root\/etc\/nginx\/mime\.types;$/, "the build's own file"],
    ['/etc/nginx/fastcgi.conf', /^$/, 'not needed for a proxied stream'],
    ['koi-utf', /^$/, 'not needed for a proxied stream'],
    ['conf.d/*.conf', /^$/, 'no such files were given'],
    ['snippets/ssl-params.conf', /^$/, 'the harness talks cleartext to the proxy'],
  ] as const)('%s', ([file, line, why]) => {
    const found = including(file)
    expect(found.line).toMatch(line)
    expect(found.listed).toEqual([[expect.any(String), expect.any(String), expect.stringContaining(why)]])
    expect(found.notTested).toEqual([])
  })

  it.for(['not-mime.types', 'my_proxy_params', 'proxy_params.bak', 'other.conf'])(
    '%s, which was not given, is missing, and is said to be so',
    (file) => {
      const found = including(file)
      expect(found.listed).toEqual([[expect.any(String), '', expect.stringContaining('what it sets is missing')]])
      expect(found.notTested).toEqual([file])
    },
  )

  it('a build without mime.types needs none', () => {
    const found = including('/etc/nginx/mime.types', {}, { ...build, dataDirectory: '' })
    expect(found).toMatchObject({
      line: '',
      listed: [[expect.any(String), '', expect.stringContaining('no mime.types')]],
    })
  })

  it('files that were given are included one by one, where the tree is now', () => {
    const files = { 'conf.d/b.conf': 'gzip off;\n', 'conf.d/a.conf': 'tcp_nodelay on;\n' }
    const line = 'include /tmp/site/conf/conf.d/a.conf; include /tmp/site/conf/conf.d/b.conf;'
    expect(including('conf.d/*.conf', files)).toMatchObject({ line, listed: [] })
    expect(including('/etc/nginx/conf.d/*.conf', files)).toMatchObject({
      line,
      listed: [['/etc/nginx/conf.d/*.conf', '/tmp/site/conf/conf.d/*.conf', 'the tree is somewhere else here']],
    })
    expect(including('proxy_params', { proxy_params: 'gzip off;\n' })).toMatchObject({
      line: 'include /tmp/site/conf/proxy_params;',
      listed: [],
    })
  })

  it('and an include of no file, or of two words, is left to nginx', () => {
    expect(including('a b').line).toBe('include a b;')
  })
})

it('a configuration of no file is refused', () => {
  expect(() => adapter.prepare({}, site, build)).toThrow(
    expect.objectContaining({ code: 'bad-config', message: 'there is no configuration file' }),
  )
})

it('a file that includes itself is refused at the include', () => {
  const tree = { 'app.conf': 'include b.conf;\n', 'b.conf': '\ninclude app.conf;\n' }
  expect(() => adapter.prepare(tree, site, build)).toThrow(
    expect.objectContaining({ message: 'app.conf includes itself', where: 'b.conf:2' }),
  )
})
