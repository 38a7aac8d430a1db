import { describe, expect, it } from 'vitest'
import type { Replacement } from '../../model/index.ts'
import { reportOf } from './report.fixture.ts'
import type { RouteReport } from './report.ts'
import { untestedIn, withDoubts } from './untested.ts'

const absent = (kind: NonNullable<Replacement['untested']>['kind'], name: string, line: number): Replacement => ({
  where: `a.conf:${line}`,
  was: '',
  is: '',
  why: '',
  untested: { kind, name },
})
const INCLUDE = absent('include', '/etc/nginx/includes/proxy_params.conf', 4)
const MODULE = absent('module', 'ModSecurity', 7)

function report(grade: RouteReport['grade'], replaced: readonly Replacement[], where?: string): RouteReport {
  const [route] = reportOf('x').routes
  const [failure] = route?.failing ?? []
  const [cause] = failure?.causes ?? []
  if (route === undefined || failure === undefined || cause === undefined) throw new Error('the fixture has a cause')
  const { where: _, ...byDefault } = { ...cause, name: 'proxy_buffering' }
  const causes = [where === undefined ? byDefault : { ...byDefault, where }]
  return { ...route, grade, headline: 'what was seen', replaced, failing: [{ ...failure, kind: 'required', causes }] }
}

describe('what was not provided or run', () => {
  it('is listed with its place', () => {
    expect(untestedIn([INCLUDE, MODULE, { where: 'a.conf:1', was: '', is: '', why: '' }])).toEqual([
      'a.conf:4: this include was not provided; its contents may change the result: /etc/nginx/includes/proxy_params.conf',
      'a.conf:7: ModSecurity was not run here, and may change or delay the response body',
    ])
  })

  it('a default that a missing include could set is not called broken', () => {
    const { grade, headline, answers } = withDoubts(report('broken', [INCLUDE]))
    expect(grade).toBe('unknown')
    expect(headline).toBe(
      'unless this include, which was not provided, sets proxy_buffering: /etc/nginx/includes/proxy_params.conf (a.conf:4). Without it: what was seen',
    )
    expect(answers[0]?.answer).toBe(`Unknown: ${headline}`)
    const other = { ...INCLUDE, untested: { kind: 'include' as const, name: 'other.conf' } }
    expect(withDoubts(report('broken', [INCLUDE, other])).headline).toContain('. Without them: what was seen')
  })

  it.for(['works', 'degraded'] as const)('without a module that sees the body nothing %s', (was) => {
    const { grade, headline } = withDoubts(report(was, [MODULE]))
    expect(grade).toBe('unknown')
    expect(headline).toMatch(/^ModSecurity \(a\.conf:7\) was not run here .* Without it: what was seen$/)
  })

  it('nothing works through a group whose servers were not given', () => {
    const only = absent('servers', 'balancer://app', 2)
    expect(untestedIn([only])).toEqual([
      'a.conf:2: no line of what was given adds a server to balancer://app: tested with the test upstream',
    ])
    for (const was of ['works', 'degraded'] as const)
      expect(withDoubts(report(was, [only]))).toMatchObject({
        grade: 'unknown',
        headline:
          'unless a file that was not given adds a server to balancer://app (a.conf:2), the proxy answers each request with an error. With one: what was seen',
      })
    expect(withDoubts(report('broken', [only])).grade).toBe('broken')
  })

  it('a default that holds because a variable has no value is not called broken', () => {
    const value = absent('value', 'proxy_buffering \x24{BUFFERING}', 9)
    expect(untestedIn([value])).toEqual([])
    expect(withDoubts(report('broken', [value], 'a.conf:9'))).toMatchObject({
      grade: 'unknown',
      headline:
        '`proxy_buffering \x24{BUFFERING}` (a.conf:9) has no value, so that the default was tested: give one with --env. With the default: what was seen',
    })
    for (const one of [report('broken', [value], 'a.conf:8'), report('broken', [value]), report('works', [value])])
      expect(withDoubts(one)).toBe(one)
  })

  it('nothing is firm about a server that is reached over an untested protocol only', () => {
    const only = absent('protocol', 'HTTP/3', 2)
    expect(untestedIn([only])).toEqual(['a.conf:2: HTTP/3 was not tested, and this server listens for nothing else'])
    for (const was of ['works', 'degraded', 'broken'] as const)
      expect(withDoubts(report(was, [only]))).toMatchObject({
        grade: 'unknown',
        headline: 'this server listens for HTTP/3 (a.conf:2) only, which was not tested. Over HTTP/1.1: what was seen',
      })
    expect(withDoubts(report('refused', [only])).grade).toBe('refused')
  })

  it.for([
    ['a line that was given is to blame', report('broken', [INCLUDE], 'a.conf:9')],
    ['nothing is missing', report('broken', [])],
    ['it works, whatever the include says', report('works', [INCLUDE])],
    ['it is broken without the module too', report('broken', [MODULE])],
  ] as const)('the grade stays where %s', ([, one]) => {
    expect(withDoubts(one)).toBe(one)
  })
})
