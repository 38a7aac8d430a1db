import { describe, expect, it } from 'vitest'
import { type ConfigTree, PLACE_HEADER, UNGUESSABLE } from '../../harness/model/index.ts'
import { adapter } from './adapter.ts'
import { build, site } from './build.fixture.ts'

const prepared = (config: ConfigTree, marked = true) => adapter.prepare(config, site, build, { marked })
const fileOf = (config: ConfigTree, name = 'a.conf') => prepared(config).files[`conf/${name}`] ?? ''
const UNGUESSABLE_PART = new RegExp(`[-_]${UNGUESSABLE}`, 'g')
/** The lines that set request headers, `set` a variable of ours, or begin a block. */
const written = (text: string): string[] =>
  text
    .split(/[\n;{}]/)
    .map((line) => line.trim().replace(UNGUESSABLE_PART, ''))
    .filter((line) => /^(proxy_set_header|set \$sse|location|if|server$)/.test(line))
const one = (config: string) => written(fileOf({ 'a.conf': config }))

describe('each place that passes requests on names itself', () => {
  it('beside its own headers', () => {
    const config = 'server { proxy_set_header A a; location / { proxy_pass http://b; proxy_set_header B b; } }'
    expect(one(config)).toEqual([
      'server',
      'proxy_set_header A a',
      'location /',
      'proxy_set_header B b',
      'proxy_set_header Sse-Compat-Place 1',
    ])
  })

  it('repeating those of the server that it would inherit otherwise', () => {
    const config = 'server { proxy_set_header A $host; proxy_set_header C ""; location / { proxy_pass http://b; } }'
    expect(one(config).slice(3)).toEqual([
      'location /',
      'proxy_set_header A $host',
      `proxy_set_header C ''`,
      'proxy_set_header Sse-Compat-Place 1',
    ])
  })

  it('repeating those of http, and of the nearest level only', () => {
    const inner = 'location /a/ { proxy_pass http://b; }'
    const config = (server: string) =>
      `events {} http { proxy_set_header H h; server { ${server} ${inner} location /o/ { proxy_set_header O o; location /o/i/ { proxy_pass http://b; } } } }`
    expect(one(config('')).join('\n')).toContain(
      'location /a/\nproxy_set_header H h\nproxy_set_header Sse-Compat-Place 1',
    )
    expect(one(config('')).join('\n')).toContain(
      'location /o/i/\nproxy_set_header O o\nproxy_set_header Sse-Compat-Place 2',
    )
    expect(one(config('proxy_set_header S s;')).join('\n')).toContain(
      'location /a/\nproxy_set_header S s\nproxy_set_header Sse-Compat-Place 1',
    )
  })

  it('repeating what the sandbox writes instead of an included file', () => {
    const config = 'server { include proxy_params; location / { proxy_pass http://b; } }'
    expect(one(config).slice(5).join('\n')).toContain('location /\nproxy_set_header Host $http_host\n')
    const own = 'server { proxy_set_header A a; location / { include proxy_params; proxy_pass http://b; } }'
    expect(one(own).join('\n')).not.toMatch(/location .*proxy_set_header A a/s)
  })

  it('in `if`, where no header can be set, by a variable', () => {
    const config =
      'server { location / { if ($arg_a) { proxy_pass http://b; } if ($arg_b) { break; } proxy_pass http://c; } }'
    expect(one(config)).toEqual([
      'server',
      'location /',
      'set $sse_compat_place_1 1',
      'if ($arg_a)',
      'set $sse_compat_place_1 2',
      // nginx takes the last `if` that holds; without a `proxy_pass` it has that of its location.
      'if ($arg_b)',
      'set $sse_compat_place_1 1',
      'proxy_set_header Sse-Compat-Place $sse_compat_place_1',
    ])
  })

  it('in a file that two servers include, with the server', () => {
    const config = {
      'a.conf': 'server { listen 81; include l.inc; }\nserver { listen 82; include l.inc; }',
      'l.inc': 'location / { proxy_pass http://b; }',
    }
    const { places, files } = prepared(config)
    expect(written(files['conf/l.inc'] ?? '')).toEqual([
      'location /',
      'proxy_set_header Sse-Compat-Place 1.$sse_compat_server',
    ])
    expect(written(files['conf/a.conf'] ?? '')).toEqual([
      'server',
      'set $sse_compat_server 1',
      'server',
      'set $sse_compat_server 2',
    ])
    expect((places ?? []).map(({ marker, where, server }) => [marker, where, server])).toEqual([
      ['1.1', 'l.inc:1', 'a.conf:1'],
      ['1.2', 'l.inc:1', 'a.conf:2'],
    ])
  })

  it('in two locations that include one file, each by itself', () => {
    const config = {
      'a.conf': 'server { location /a { include p.inc; }\nlocation /b { include p.inc; } }',
      'p.inc': 'proxy_pass http://b;',
    }
    expect(written(fileOf(config))).toEqual([
      'server',
      'location /a',
      'proxy_set_header Sse-Compat-Place 1',
      'location /b',
      'proxy_set_header Sse-Compat-Place 2',
    ])
    expect(new Set(prepared(config).places?.map(({ id }) => id)).size).toBe(2)
  })

  it.for([
    ['a location', 'proxy_pass http://b;'],
    ['a server', 'location / { proxy_pass http://b; }'],
  ])('in the inside of %s', ([, text]) => {
    const { files, places } = prepared({ 'a.conf': text ?? '' })
    expect(Object.values(files).join('\n')).toContain(`proxy_set_header ${PLACE_HEADER} 1`)
    const route = adapter.routes?.({ 'a.conf': text ?? '' }, build)[0]
    expect(places).toEqual([{ marker: '1', fits: 'exactly', id: route?.place, where: 'a.conf:1', server: '' }])
  })

  it('as the routes identify them, also on one line', () => {
    const config = {
      'a.conf': `server { listen 81; location /a { proxy_pass http://b; } location /b { proxy_pass http://b; } }
server { listen 82; location / { if ($http_accept ~ event) { proxy_pass http://b; } } }`,
    }
    const routes = adapter.routes?.(config, build) ?? []
    const { places } = prepared(config)
    expect(routes).toHaveLength(3)
    for (const { place, where, serverWhere } of routes)
      expect(places?.filter(({ id }) => id === place)).toMatchObject([{ where, server: serverWhere }])
  })
})

describe('what cannot be marked is left as it is', () => {
  it('names no place whose `limit_except` passes requests on too, and none where one file would repeat different headers', () => {
    const limited = 'server { location / { proxy_pass http://b; limit_except GET { proxy_pass http://c; } } }'
    expect(prepared({ 'a.conf': limited }).places).toEqual([])
    const config = {
      'a.conf': 'server { proxy_set_header A a; include l.inc; }\nserver { listen 82; include l.inc; }',
      'l.inc': 'location / { proxy_pass http://b; }',
    }
    expect(prepared(config).places).toEqual([])
    expect(fileOf(config, 'l.inc')).not.toContain('Sse-Compat')
  })

  it('changes nothing where nobody asks for it', () => {
    const { places, files } = prepared({ 'a.conf': 'server { location / { proxy_pass http://b; } }' }, false)
    expect(places).toBeUndefined()
    expect(Object.values(files).join('')).not.toContain('Sse-Compat')
  })

  it.for([
    ['the header', 'proxy_set_header Sse-Compat-Place 2;', 1],
    ['the header, in the value of another', 'proxy_set_header X "a\\r\\nSse-Compat-Place: 2";', 1],
    ['the variables', 'set $sse_compat_place_1 2; set $sse_compat_server 2; set $sse_compat_empty 2;', 3],
  ] as const)('a configuration cannot set %s: the names are different in each process', ([, line, count]) => {
    const config = `server { location / { if ($arg_a) { proxy_pass http://b; } ${line} proxy_pass http://c$arg_c; } }`
    const text = Object.values(prepared({ 'a.conf': config }).files).join('\n')
    const ours = text.match(/sse[-_]compat[-_](place|server|empty)[-\w]*/gi) ?? []
    expect(ours.filter((name) => !name.includes(UNGUESSABLE))).toHaveLength(count)
    expect(ours.length).toBeGreaterThan(count + 4)
    expect(UNGUESSABLE).toMatch(/^[0-9a-f]{16}$/)
  })

  it('keeps each line where it is', () => {
    const text = 'server {\n  proxy_set_header A a;\n  location / {\n    proxy_pass http://b;\n  }\n}\n'
    const lines = fileOf({ 'a.conf': text }).split('\n')
    expect(lines).toHaveLength(text.split('\n').length)
    expect(lines[4]).toContain('Sse-Compat-Place')
  })
})
