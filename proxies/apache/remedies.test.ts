import { describe, expect, it } from 'vitest'
import { applyChange } from '../../harness/config/text-edits.ts'
import type { Candidate } from '../../harness/model/index.ts'
import { build } from './build.fixture.ts'
import { remedies } from './remedies.ts'

const host = (inside: string, target = 'http://app:8080/') => `<VirtualHost *:80>
    ProxyPass / ${target}
${inside}</VirtualHost>
`
const HELD = { criterion: 'delivery/live', observed: ['one-behind'] }
const QUIET = { criterion: 'heartbeat/quiet', observed: ['cut-idle'] }

const situation = (text: string) => ({ config: { 'app.conf': text }, build })
const candidates = (text: string, failing = HELD) => remedies.candidates(situation(text), failing)
const applied = (text: string, { change }: Candidate) => applyChange({ 'app.conf': text }, change)['app.conf']

describe('what may turn a finding', () => {
  it('a filter of a section that takes the path in', () => {
    const text = host('    <Location />\n        SetOutputFilter Sed\n    </Location>\n')
    const [first] = candidates(text)
    expect(first?.setting).toMatchObject({ where: 'app.conf:4', says: 'SetOutputFilter Sed' })
    expect(first && applied(text, first)).toBe(host('    <Location />\n    </Location>\n'))
  })

  it('a slash that the path has and the address has not', () => {
    const failing = { criterion: 'delivery/live', observed: ['no-stream'] }
    const [first] = candidates(host('', '"balancer://cluster" timeout=9'), failing)
    expect(first && applied(host('', '"balancer://cluster" timeout=9'), first)).toBe(
      host('', '"balancer://cluster/" timeout=9'),
    )
    const inside = (target: string) => `<Location /x/>\nProxyPass ${target}\n</Location>\n`
    const [section] = candidates(inside('http://app:8080'), failing)
    expect(section && applied(inside('http://app:8080'), section)).toBe(inside('http://app:8080/'))
    expect(candidates(inside('http://app:8080/'), failing).map(({ title }) => title)).not.toContain(section?.title)
  })

  it('H2MaxWorkers below H2MinWorkers, which is ThreadsPerChild: no thread for HTTP/2 starts', () => {
    const failing = { criterion: 'delivery/live', observed: ['no-response'] }
    const titles = (text: string) =>
      candidates(text, failing).flatMap(({ title, setting }) =>
        /H2/.test(title) ? [`${setting.where}: ${title}`] : [],
      )
    expect(titles(`H2MaxWorkers 4\n${host('')}`)).toEqual(['app.conf:1: set H2MaxWorkers 37'])
    expect(titles(`H2MaxWorkers 24\n${host('')}`)).toEqual(['app.conf:1: set H2MaxWorkers 37'])
    expect(titles(`H2MaxWorkers 25\n${host('')}`)).toEqual([])
    expect(titles(`ThreadsPerChild 10\nH2MaxWorkers 10\n${host('')}`)).toEqual([])
    expect(titles(`H2MinWorkers 2\nH2MaxWorkers 4\n${host('')}`)).toEqual([])
    // It has no effect there.
    expect(titles(host('    H2MaxWorkers 4\n'))).toEqual([])
  })

  it('a field of the response that is too long', () => {
    const failing = { criterion: 'delivery/live', observed: ['no-stream'] }
    const offered = (target: string) => {
      const found = candidates(host('', target), failing).filter(({ title }) => title.includes('responsefieldsize'))
      return found.map((one) => [one.setting.says, applied(host('', target), one)])
    }
    const short = 'http://a/ responsefieldsize=200'
    expect(offered(short)).toEqual([[`ProxyPass / ${short}`, host('', 'http://a/ responsefieldsize=65536')]])
    expect(offered('http://a/')).toEqual([
      ['responsefieldsize= is not set: 8192 bytes is the default', host('', 'http://a/ responsefieldsize=65536')],
    ])
  })

  it('not one of a section that does not', () => {
    const text = host('    <Location /other/>\n        SetOutputFilter Sed\n    </Location>\n')
    expect(candidates(text).filter(({ setting }) => setting.says.includes('Sed'))).toEqual([])
  })

  it.for([
    ['/one/', 'app.conf:4'],
    ['/two/', 'app.conf:8'],
  ] as const)('of several routes the one that is asked: %s', ([path, where]) => {
    const section = (name: string) =>
      `    <Location /${name}/>\n        ProxyPass http://${name}:8080/\n        SetOutputFilter Sed\n    </Location>\n`
    const text = `<VirtualHost *:80>\n${section('one')}${section('two')}</VirtualHost>\n`
    const found = remedies.candidates({ ...situation(text), path }, HELD)
    expect(found.map(({ setting }) => setting.where)).toEqual([where])
  })

  it('of two compressors with the type each is a change of its own', () => {
    const line = (filter: string) => `    AddOutputFilterByType ${filter} text/css text/event-stream\n`
    const text = host(line('BROTLI_COMPRESS') + line('DEFLATE'))
    const found = candidates(text).filter(({ title }) => title.startsWith('take text/event-stream'))
    expect(found.map(({ title }) => title)).toEqual([
      'take text/event-stream out of AddOutputFilterByType BROTLI_COMPRESS',
      'take text/event-stream out of AddOutputFilterByType DEFLATE',
    ])
    expect(new Set(found.map(({ id }) => id)).size).toBe(2)
  })

  it('the type of event streams is taken out of what is compressed, the others stay', () => {
    const text = host('    AddOutputFilterByType DEFLATE text/css text/event-stream\n')
    const one = candidates(text)[0]
    expect(one && applied(text, one)).toBe(host('    AddOutputFilterByType DEFLATE text/css\n'))
  })

  it.for([
    ['    ProxyTimeout 3\n', 'app.conf:3', '    ProxyTimeout 3600\n'],
    ['', undefined, ''],
  ] as const)('the limit on silence: %j', ([line, where, after]) => {
    const [first] = candidates(host(line), QUIET)
    expect(first?.setting.where).toBe(where)
    const target = line === '' ? 'http://app:8080/ timeout=3600' : 'http://app:8080/'
    expect(first && applied(host(line), first)).toBe(host(after, target))
  })

  it.for([['reload/new-streams', 'ServerLimit 2\n', 'ServerLimit 8\n']] as const)(
    'room for more: %j, %j',
    ([criterion, before, after]) => {
      const text = before + host('')
      const [first] = candidates(text, { criterion, observed: [] })
      expect(first && applied(text, first)).toBe(after + host(''))
    },
  )

  it('a timeout of the worker is changed where it is written', () => {
    const text = host('', 'http://app:8080/ timeout=3 retry=0')
    const [first] = candidates(text, QUIET)
    expect(first?.setting.where).toBe('app.conf:2')
    expect(first && applied(text, first)).toBe(host('', 'http://app:8080/ timeout=3600 retry=0'))
  })

  it('nothing where nothing can be read', () => {
    for (const text of ['<VirtualHost *:80>', '', '</Location>', 'Listen 80']) {
      expect(candidates(text)).toEqual([])
      expect(remedies.probes(situation(text))).toEqual([])
      expect(remedies.myths(situation(text))).toEqual([])
    }
  })
})

describe('besides', () => {
  it('each line of the route can be taken out, and those that make the route stay', () => {
    const text = host('    ProxyPreserveHost On\n    SetEnv a b\n    ErrorLog /var/log/x\n')
    expect(remedies.probes(situation(text)).map(({ setting }) => setting.says)).toEqual([
      'ProxyPreserveHost On',
      'SetEnv a b',
    ])
  })

  it.for([
    'Redirect permanent / https://x.example/',
    'RewriteOptions InheritDown',
    'RequestHeader unset X-Remote-User',
    'RequestHeader set Authorization x',
    'OIDCProviderMetadataURL https://x.example/',
    'QS_SrvMaxConnPerIP 5',
    'SetEnvIf Remote_Addr 10 inside',
    'LimitRequestBody 1000',
    'ProxyRequests Off',
    'Require valid-user',
  ])('is never a guard: %s', (line) => {
    const text = host(`    ${line}\n`)
    expect(remedies.probes(situation(text))).toEqual([])
    expect(remedies.without(situation(text), 'app.conf:3')).toBeUndefined()
  })

  it.for([
    ['ProxyPreserveHst On', 'ProxyPreserveHost On'],
    ['ProxyTimeout=60', 'ProxyTimeout 60'],
    ['SetOutputFiter SED', 'SetOutputFilter SED'],
    ['RequireAny', undefined],
  ] as const)('a misspelt line that is refused is corrected: %s', ([written, meant]) => {
    const text = host(`    ${written}\n`)
    const one = remedies.without(situation(text), 'app.conf:3')
    expect(one && applied(text, one)).toBe(meant && host(`    ${meant}\n`))
  })

  it('a line that is refused is taken out', () => {
    const text = host('    ProxyHTTPEngine on\n')
    const one = remedies.without(situation(text), 'app.conf:3')
    expect(one && applied(text, one)).toBe(host(''))
  })

  it.for([
    ['    SetEnv nokeepalive 1\n', 'http://app:8080/', 3],
    ['', 'http://app:8080/ flushpackets=on', 2],
  ] as const)('a myth: %s%s', ([line, target, at]) => {
    const [myth] = remedies.myths(situation(host(line, target)))
    expect(myth?.where).toBe(`app.conf:${at}`)
    expect(myth && applied(host(line, target), myth.without)?.trimEnd()).not.toMatch(/nokeepalive|flushpackets/)
  })

  it.for([
    ['    ProxyTimeout 86400\n', 'http://app:8080/', 3],
    ['', 'http://app:8080/ timeout=86400', 2],
  ] as const)('a limit that overflows: %s%s', ([line, target, at]) => {
    const text = host(line, target)
    const asked = situation(text)
    expect(remedies.myths(asked)).toEqual([])
    const build = { ...asked.build, report: `${asked.build.report}Server loaded:  APR 1.7.5, APR-UTIL 1.6.3\n` }
    const [myth] = remedies.myths({ ...asked, build })
    expect(myth).toMatchObject({ where: `app.conf:${at}`, truth: expect.stringContaining('cuts after 501 s') })
    expect(myth && applied(text, myth.without)).not.toContain('86400')
  })
})
