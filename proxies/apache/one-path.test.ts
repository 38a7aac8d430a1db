import { describe, expect, it } from 'vitest'
import { applyChange } from '../../harness/config/text-edits.ts'
import type { Candidate } from '../../harness/model/index.ts'
import { build } from './build.fixture.ts'
import { remedies } from './remedies.ts'

const HELD = { criterion: 'delivery/live', observed: ['held-until-end'] }
const CACHED = { criterion: 'shared-stream/apart', observed: [] }
const CUT = { criterion: 'truncation/apart', observed: [] }
const ERRORS = { criterion: 'status/body', observed: [] }
const QUIET = { criterion: 'heartbeat/quiet', observed: ['cut-idle'] }

const shop = (line: string, route = '    ProxyPass /events http://app:1/events\n') =>
  `<VirtualHost *:80>\n    ${line}\n${route}    ProxyPass / http://shop:1/\n</VirtualHost>\n`
const asked = (text: string, path = '/events/') => ({ config: { 'a.conf': text }, build, path })
const applied = (text: string, candidate: Candidate | undefined) =>
  candidate && applyChange({ 'a.conf': text }, candidate.change)['a.conf']

describe('what holds for a whole site stays, and is taken back for the stream', () => {
  it.for([
    [HELD, 'SetOutputFilter DEFLATE', 'SetEnv no-gzip 1'],
    [HELD, 'AddOutputFilterByType BROTLI_COMPRESS text/html text/event-stream', 'SetEnv no-brotli 1'],
    [CUT, 'SetEnv force-proxy-request-1.0 1', 'UnsetEnv force-proxy-request-1.0'],
    [CUT, 'SetEnvIf Host . force-response-1.0', undefined],
    [CUT, 'BrowserMatch . downgrade-1.0', 'UnsetEnv downgrade-1.0'],
    [ERRORS, 'ProxyErrorOverride On', 'ProxyErrorOverride Off'],
  ] as const)('%j: %s', ([failing, line, opposite]) => {
    const text = shop(line)
    const [first] = remedies.candidates(asked(text), failing)
    expect(first?.setting).toMatchObject({ where: 'a.conf:2', says: line })
    const block = `    <Location /events>\n        ${opposite}\n    </Location>\n`
    const route = '    ProxyPass /events http://app:1/events\n'
    expect(applied(text, first)).toBe(
      opposite === undefined ? text.replace(`    ${line}\n`, '') : shop(line, route + block),
    )
  })

  it('by a line of the server for a cache, which answers before any section is read', () => {
    const text = shop('CacheEnable disk /')
    const [first] = remedies.candidates(asked(text), CACHED)
    expect(first?.title).toBe('set CacheDisable /events')
    expect(applied(text, first)).toBe(shop('CacheEnable disk /\n    CacheDisable /events'))
    const [inSection] = remedies.candidates(asked(shop('<Location />\nCacheEnable disk\n</Location>')), CACHED)
    expect(inSection?.title).toBe('set CacheDisable on for /events')
  })

  it('in the section that the stream has already', () => {
    const text = shop(
      'ProxyErrorOverride On',
      '    <Location /events>\n        ProxyPass http://app:1/events\n    </Location>\n',
    )
    const [first] = remedies.candidates(asked(text), ERRORS)
    expect(applied(text, first)).toContain(
      'ProxyPass http://app:1/events\n        ProxyErrorOverride Off\n    </Location>',
    )
  })

  it('as a field that is left out for the path alone, unless it is set before there is a path', () => {
    const line = 'RequestHeader unset Last-Event-ID'
    const LOST = { criterion: 'resume/last-event-id', observed: [] }
    const [first, wide] = remedies.candidates(asked(shop(line)), LOST)
    expect(first?.title).toBe(`leave /events out of \`${line}\``)
    expect(applied(shop(line), first)).toContain(
      `<LocationMatch "^(?!/events)">\n        ${line}\n    </LocationMatch>`,
    )
    expect(applied(shop(line), wide)).not.toContain('RequestHeader')
    const [early, ...more] = remedies.candidates(asked(shop(`${line} early`)), LOST)
    expect(early?.title).toBe(`take out \`${line} early\``)
    expect(more).toEqual([])
  })

  it('as a line that nobody knew of', () => {
    const text = shop('SetEnv some-thing 1')
    const [first] = remedies.probes(asked(text))
    expect(applied(text, first)).toContain('        UnsetEnv some-thing\n')
  })

  it.for(['SetOutputFilter SED', 'ProxyHTMLEnable On'])(
    'by leaving the path out, where nothing takes it back: %s',
    (line) => {
      const text = shop(line)
      const [first, second] = remedies.candidates(asked(text), HELD)
      expect(applied(text, first)).toContain(
        `    <LocationMatch "^(?!/events)">\n        ${line}\n    </LocationMatch>\n`,
      )
      expect(second?.title).toBe(`take out \`${line}\``)
      expect(second?.costs).toBe(`what \`${line}\` does for everything else that it serves`)
      expect(first?.costs).toBeUndefined()
    },
  )

  it('behind a section that sets it for the whole site', () => {
    const text = `<VirtualHost *:80>\nProxyPass /events http://app:1/events\n<Location />\nSetOutputFilter DEFLATE\n</Location>\n</VirtualHost>\n`
    const [first] = remedies.candidates(asked(text), HELD)
    expect(applied(text, first)).toContain(
      '</Location>\n<Location /events>\n    SetEnv no-gzip 1\n</Location>\n</Virtual',
    )
  })

  it('a line of its own section goes', () => {
    const text = shop(
      'Timeout 9',
      '    <Location /events>\n        ProxyPass http://app:1/events\n        SetOutputFilter DEFLATE\n    </Location>\n',
    )
    expect(remedies.candidates(asked(text), HELD).map(({ title }) => title)).toEqual([
      'take out `SetOutputFilter DEFLATE`',
    ])
  })

  it('a limit of all routes stays, and the line of the route gets one', () => {
    const text = shop('ProxyTimeout 3')
    const [first] = remedies.candidates(asked(text), QUIET)
    expect(first?.setting).toMatchObject({ where: 'a.conf:2', says: 'ProxyTimeout 3' })
    expect(applied(text, first)).toBe(text.replace('app:1/events', 'app:1/events timeout=3600'))
  })
})

describe('a change of `ProxyPass /` is made for one path', () => {
  const narrowed = (text: string, failing: typeof HELD, path: string) => {
    const items = remedies.candidates(asked(text, '/'), failing).slice(0, 1)
    const change = remedies.narrowed?.(asked(text, '/'), items, path)
    return change && applyChange({ 'a.conf': text }, change)['a.conf']
  }
  const site = (line: string, target = 'http://app:1/ timeout=3') =>
    `<VirtualHost *:80>\n    ${line}\n    ProxyPass / ${target}\n</VirtualHost>\n`

  it.for([
    ['SetOutputFilter DEFLATE', HELD, '', '    <Location /sse/>\n        SetEnv no-gzip 1\n    </Location>\n'],
    ['ProxyTimeout 9', QUIET, '    ProxyPass /sse/ http://app:1/sse/ timeout=3600\n', ''],
  ] as const)('%s', ([line, failing, before, after]) => {
    const pass = '    ProxyPass / http://app:1/ timeout=3\n'
    expect(narrowed(site(line), failing, '/sse/')).toBe(site(line).replace(pass, before + pass + after))
  })

  it.for(['ProxyPass /sse/ http://sse:1/', '<Location /sse/>\n    SetEnv a 1\n    </Location>'])(
    'not for a path that has a line already: %s',
    (own) => {
      const text = site(`SetOutputFilter DEFLATE\n    ${own}`)
      expect(narrowed(text, HELD, '/sse/')).toBeUndefined()
      expect(narrowed(text, HELD, '/stream/')).toContain('<Location /stream/>')
    },
  )

  it('of a part of a site that a rule passes on', () => {
    const text = `<VirtualHost *:80>\nRewriteEngine On\nRewriteRule /ha/(.*) http://ha:1/$1 [P,L]\nProxyHTMLEnable On\n</VirtualHost>\n`
    const there = asked(text, '/ha/')
    const items = remedies.candidates(there, HELD).slice(0, 1)
    const change = remedies.narrowed?.(there, items, '/ha/sse/')
    expect(change && applyChange({ 'a.conf': text }, change)['a.conf']).toContain(
      '[P,L]\n<LocationMatch "^(?!/ha/sse/)">\n    ProxyHTMLEnable On\n</LocationMatch>\n</VirtualHost>',
    )
    expect(remedies.narrowed?.(there, items, '/ha/')).toBeUndefined()
  })

  it.for([['ProxyTimeout 9', 'http://app:1', QUIET]] as const)(
    'not where nothing is known that does it: %s, %s',
    ([line, target, failing]) => {
      expect(narrowed(site(line, target), failing, '/sse/')).toBeUndefined()
    },
  )
})
