/** mod_macro: what `Use` expands to is read, run and audited; error messages are those of Apache 2.4.66 with mod_macro. */
import { describe, expect, it } from 'vitest'
import { applyChange } from '../../harness/config/text-edits.ts'
import { adapter } from './adapter.ts'
import { build, site } from './build.fixture.ts'
import { remedies } from './remedies.ts'

const SITES = `<Macro Site $host $port>
<VirtualHost *:80>
    ServerName $host
    ProxyPass / http://127.0.0.1:$port/ timeout=30
</VirtualHost>
</Macro>
Use Site a.example 8081
use site b.example 8082
`
const one = (text: string) => ({ 'a.conf': text })
const routesIn = (text: string) =>
  adapter.routes?.(one(text), build).map(({ host, where, target }) => ({ host, where, target }))
const prepare = (text: string, options = {}) => adapter.prepare(one(text), site, build, options)
const written = (text: string, options = {}) =>
  Object.entries(prepare(text, options).files)
    .filter(([name]) => !name.endsWith('sse-compat-main.conf'))
    .map(([, text]) => text)
    .join('\n')

describe('each Use is a place of its own', () => {
  it('at the line of the definition, with its own values', () => {
    expect(routesIn(SITES)).toEqual([
      { host: 'a.example', where: 'a.conf:4', target: 'http://127.0.0.1:8081/' },
      { host: 'b.example', where: 'a.conf:4', target: 'http://127.0.0.1:8082/' },
    ])
    const names = adapter.routes?.(one(SITES), build).map(({ name }) => name)
    expect(names).toEqual([
      'ProxyPass / by `Use Site a.example 8081` (a.conf:7)',
      'ProxyPass / by `use site b.example 8082` (a.conf:8)',
    ])
  })

  it('and each is written', () => {
    const text = written(SITES)
    expect(text.match(/^ServerName .*/gm)).toEqual(['ServerName a.example', 'ServerName b.example'])
    expect(text.match(/^ProxyPass .*/gm)).toEqual([
      'ProxyPass / http://127.83.4.8:40002/ timeout=30',
      'ProxyPass / http://0x7f.83.4.8:40002/ timeout=30',
    ])
    expect(text).not.toMatch(/^\s*(<Macro|Use)/im)
  })

  it('what Apache refuses there is at the line of the definition', () => {
    const { files, fileNames } = prepare(SITES)
    const copies = Object.keys(fileNames ?? {})
    expect(Object.values(fileNames ?? {})).toEqual(['a.conf', 'a.conf'])
    for (const copy of copies) expect(files[`conf/${copy}`]?.split('\n')[3]).toMatch(/^ProxyPass/)
  })

  it('equal substitutions are listed once', () => {
    expect(prepare(SITES).replaced.filter(({ where }) => where === 'a.conf:2')).toEqual([
      expect.objectContaining({ was: '*:80' }),
    ])
  })

  it('substitutions are listed at the line of the definition', () => {
    const { replaced } = prepare(SITES)
    expect(replaced.filter(({ where }) => where === 'a.conf:4')).toEqual([
      expect.objectContaining({ was: 'http://127.0.0.1:$port/', is: 'http://127.83.4.8:40002/' }),
      expect.objectContaining({ was: 'http://127.0.0.1:$port/', is: 'http://0x7f.83.4.8:40002/' }),
    ])
  })
})

describe('a macro', () => {
  it.for([
    [
      'within a macro',
      '<Macro Pass $to>\nProxyPass / http://$to/\n</Macro>\n<Macro Site $name $to>\n<VirtualHost *:80>\nServerName $name\nUse Pass $to\n</VirtualHost>\n</Macro>\nUse Site a.example app:1\n',
      'a.conf:2',
    ],
    [
      'defined within a macro',
      '<Macro Outer $to>\n<Macro Inner $path>\nProxyPass $path http://$to/\n</Macro>\n</Macro>\nUse Outer app:1\nUse Inner /\n',
      'a.conf:3',
    ],
    [
      'with parameters of all marks',
      '<Macro M %a @b c>\nProxyPass / http://%a:@b/c\n</Macro>\nUse M app 1 ""\n',
      'a.conf:2',
    ],
    [
      'whose parameters begin alike',
      '<Macro M $a $app>\nProxyPass $a http://$app:1/\n</Macro>\nUse M / app\n',
      'a.conf:2',
    ],
    [
      'whose parameter is a section',
      '<Macro M $kind>\n<$kind />\nProxyPass http://app:1/\n</$kind>\n</Macro>\nUse M Location\n',
      'a.conf:3',
    ],
    ['with quotes', '<Macro "M" $line>\n$line\n</Macro>\nUse M "ProxyPass / http://app:1/"\n', 'a.conf:2'],
    [
      'with variables',
      `Define HERE app:1\n<Macro M $to>\nDefine TO $to\nProxyPass / http://\${TO}/\n</Macro>\nUse M \${HERE}\n`,
      'a.conf:4',
    ],
    [
      'in a section',
      '<Macro M $to>\nProxyPass http://$to/\n</Macro>\n<Location />\nUse M app:1\n</Location>\n',
      'a.conf:2',
    ],
    [
      'of several lines',
      '<Macro M $to>\n# ProxyPass / http://no:1/\nProxyPass \\\n  / http://$to/\n</Macro>\nUse M app:1\n',
      'a.conf:3',
    ],
    [
      'that is defined again',
      '<Macro M>\nProxyPass / http://no:1/\n</Macro>\n<Macro m>\nProxyPass / http://app:1/\n</Macro>\nUse M\n',
      'a.conf:5',
    ],
    [
      'of a module that is asked for',
      '<IfModule mod_macro.c>\n<Macro M $to>\nProxyPass / http://$to/\n</Macro>\nUse M app:1\n</IfModule>\n',
      'a.conf:3',
    ],
  ] as const)('%s', ([, text, where]) => {
    const routes = routesIn(text) ?? []
    expect(routes.map((route) => route.where)).toEqual([where])
    expect(routes[0]?.target).toMatch(/^http:\/\/app:1\/$/)
    expect(written(text)).toMatch(/ProxyPass (\/ )?http:\/\/127\.83\.4\.8:40002\//)
  })

  it('of a file that is included', () => {
    const config = {
      'main.conf': 'Include macros.conf\nInclude sites/*.conf\n',
      'macros.conf': '<Macro M $name>\nInclude parts/$name.inc\n</Macro>\n',
      'sites/a.conf': 'Use M pass\n',
      'parts/pass.inc': 'ProxyPass / http://app/\n',
    }
    expect(adapter.routes?.(config, build).map(({ where }) => where)).toEqual(['parts/pass.inc:1'])
    expect(adapter.prepare(config, site, build).files['conf/parts/pass.inc']).toContain('40002')
  })

  it.for([
    ['Use Foo a\nProxyPass / http://app/\n', 1, 'no macro defined before Use'],
    ['<Macro V $a>\nTimeout $a\n</Macro>\nUse Foo a\n', 4, "macro 'foo' undefined"],
    [
      '<Macro VH $a $b>\nTimeout $a\n</Macro>\nUse VH 1\n',
      4,
      "macro 'vh' (defined at a.conf:1) used with 1 arguments instead of 2",
    ],
    [
      '<Macro VH $a>\nTimeout $a\n</Macro>\nUse VH 1 2\n',
      4,
      "macro 'vh' (defined at a.conf:1) used with 2 arguments instead of 1",
    ],
    ['<Macro VH $a>\nUse VH $a\n</Macro>\nUse VH 1\n', 2, "recursive use of macro 'vh' is invalid"],
    ['<Macro A>\nUse B\n</Macro>\n<Macro B>\nUse A\n</Macro>\nUse A\n', 5, "recursive use of macro 'a' is invalid"],
    ['<Macro V $a $a>\n</Macro>\n', 1, "argument name conflict in macro 'v': argument '$a': #1 and #2"],
    ['<Macro>\n</Macro>\n', 1, '<Macro> has no name (Apache: "macro definition: empty name")'],
    ['<Macro V>\nTimeout 1\n', 1, '<Macro> is not closed'],
    ['<Macro V>\n<Location />\n</Macro>\nUse V\n', 2, '<Location> is not closed'],
    ['<Macro V>\n</Macro>\nUndefMacro V\nUse V\n', 4, 'no macro defined before Use'],
    ['<IfModule mod_proxy.c>\nUse V\n</IfModule>\nProxyPass / http://app/\n', 2, 'no macro defined before Use'],
  ] as const)('that Apache refuses: %j', ([text, line, message]) => {
    expect(() => adapter.routes?.(one(text), build)).toThrow(
      expect.objectContaining({ code: 'bad-config', message, where: `a.conf:${line}` }),
    )
  })

  it('that contains itself is answered with what to remove, and not with its number of parameters', () => {
    const advice = (text: string): unknown => {
      try {
        return adapter.routes?.(one(text), build)
      } catch (error) {
        return (error as { advice?: string }).advice
      }
    }
    expect(advice('<Macro VH>\nUse VH\n</Macro>\nUse VH\n')).toMatch(/^remove this Use .* cannot contain itself$/)
    expect(advice('<Macro VH $a>\n</Macro>\nUse VH\n')).toMatch(/^define the macro in front of its first Use/)
    expect(advice('<Macro>\n</Macro>\n')).toBe('write <Macro name $parameter …>')
  })

  it('that nobody has, in a section that does not hold, does no harm', () => {
    const text = '<IfModule mod_nothing.c>\nUse V\n</IfModule>\nProxyPass / http://app/\n'
    expect(routesIn(text)).toHaveLength(1)
    expect(written(text)).not.toContain('Use')
  })

  it('that doubles at each of many steps has an end', () => {
    const steps = Array.from({ length: 30 }, (_, n) => `<Macro M${n}>\nUse M${n + 1}\nUse M${n + 1}\n</Macro>\n`)
    const text = `${steps.join('')}<Macro M30>\nTimeout 1\n</Macro>\nUse M0\n`
    expect(() => adapter.routes?.(one(text), build)).toThrow(expect.objectContaining({ code: 'bad-config' }))
    const long =
      '<Macro B $a>\nTimeout $a$a$a$a$a$a$a$a$a$a\n</Macro>\n<Macro A $a>\nUse B $a$a$a$a$a$a$a$a$a$a\n</Macro>\n'
    expect(() => adapter.routes?.(one(`${long}Use A ${'x'.repeat(200)}\n`), build)).toThrow(/longer than 8191/)
  })
})

it('a remedy changes the line of the definition, names the Use and says what else it holds for', () => {
  const situation = { config: one(SITES), build, host: 'b.example', path: '/' }
  const found = remedies.candidates(situation, { criterion: 'heartbeat/quiet', observed: ['cut-idle'] })
  const longer = found.find(({ title }) => title.startsWith('set timeout=3600 in ProxyPass'))
  expect(longer?.setting.where).toBe('a.conf:4')
  expect(longer?.title).toBe('set timeout=3600 in ProxyPass, in macro Site: for all of its 2 Uses')
  expect(longer?.why).toContain(
    'here by `use site b.example 8082` (a.conf:8): a change of it holds for all of its 2 Uses',
  )
  expect(longer && applyChange(one(SITES), longer.change)).toEqual(one(SITES.replace('timeout=30', 'timeout=3600')))
  const without = remedies.without(situation, 'a.conf:4')
  expect(without?.setting.says).toMatch(/^ProxyPass/)
})

it('the audit sees what a macro stands for', () => {
  const text = '<Macro M $a $b>\nError$a "|/bin/touch $b"\nProxyPass / http://$b/\n</Macro>\nUse M Log /tmp/x\n'
  expect(written(text)).not.toContain('touch')
  expect(() => prepare(`<Macro M $a>\n$a Outer\n</Macro>\nUse M "<Macro"\n`)).toThrow()
})

it('a definition, its end and a Use are no cause by themselves', () => {
  const text = `${SITES}UndefMacro Site\n`
  const probes = remedies.probes({ config: one(text), build, host: 'a.example', path: '/' })
  expect(probes.map(({ setting }) => setting.says).filter((says) => /macro|use/i.test(says))).toEqual([])
  const other = remedies.probes({ config: one(`${text}Timeout 9\n`), build, host: 'a.example', path: '/' })
  expect(other.map(({ setting }) => setting.says)).toContain('Timeout 9')
})
