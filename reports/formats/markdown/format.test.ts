import { describe, expect, test } from 'vitest'
import type { Fact, Report, Trace } from '../../../harness/model/index.ts'
import { cell, finding, profile, report, usual } from './fixture.ts'
import { format as markdown } from './format.ts'

const EVIL = 'a | b <script>alert(1)</script> `x` *y* [z](javascript:1)\n# new \x1b[2J\x9b1m\u202e\ud800'

const facts: Fact[] = Array.from({ length: 40 }, (_, index) => ({
  side: 'origin' as const,
  connection: 1,
  exchange: 1,
  client: 'a',
  attempt: 1,
  t: index * 1.5,
  fact: 'sent' as const,
  what: 'event' as const,
  id: `${index}`,
  bytes: 60,
  written: index * 60,
  digest: '',
}))
const traceOf = (id: string) => ({ cell: id, facts }) as unknown as Trace

function filesOf(one: Report, traces: (id: string) => Trace | undefined = traceOf): Map<string, string> {
  return new Map([...markdown.render(one, traces)].map(({ path, content }) => [path, content]))
}
const render = (one: Report): string => filesOf(one).get('report.md') ?? ''
const page = (one: Report, profile: string, traces?: (id: string) => undefined): string =>
  filesOf(one, traces).get(`profiles/nginx-${profile}.md`) ?? ''

describe('report.md', () => {
  test('starts with the verdicts, and links to the reasons', () => {
    const text = render(usual)
    expect(text).toContain(
      '| [nginx/defaults](profiles/nginx-defaults.md) | **broken** | With a close-delimited origin:',
    )
    expect(text.indexOf('## Deviations from expectations')).toBeLessThan(text.indexOf('## Profiles and criteria'))
    expect(text).toContain('worse than expected. Expected pass, observed held-until-bytes (origin close-delimited)')
    expect([...filesOf(usual).keys()]).toEqual(['report.md', 'profiles/nginx-defaults.md', 'profiles/nginx-off.md'])
    expect(page(usual, 'defaults')).toContain('](/proxies/nginx/profiles/defaults.conf)')
  })

  test('a product limitation is reported once per build, below the rows', () => {
    const innate = 'Client disconnect is not detected.'
    const text = render(report({ profiles: [profile('a', { innate }), profile('b', { innate })] }))
    expect(text.match(/Client disconnect is not detected/g)).toHaveLength(1)
    expect(text).toContain('- `nginx-1.26.3-debian-trixie`: Client disconnect is not detected.')
  })

  test('every test case is linked from its page, and its scenario from both', () => {
    const text = page(usual, 'defaults')
    const question = '(/scenarios/delivery/README.md)'
    expect(text).toContain(
      `- [delivery]${question}: [chunked](../traces/nginx_defaults_delivery_chunked.jsonl) · [close-delimited](../traces/`,
    )
    expect(text).toContain('(../proxies/nginx-1.26.3-debian-trixie/nginx-defaults/)')
    expect(text).toContain('[Back to the report](../report.md)')
    expect(render(usual)).toContain(question)
    expect(render(usual)).toContain('<details><summary><b>delivery</b>: 1 of 2 profiles fail: defaults</summary>')
  })

  test('the matrix has the worst class with its key number, and a note where axes differ', () => {
    const text = render(usual)
    expect(text).toContain(
      '| [defaults](profiles/nginx-defaults.md) | **✗ held-until-bytes** 4,096 bytes <sup>1</sup> |',
    )
    expect(text).toContain('1. `live` with origin chunked; `held-until-bytes` with origin close-delimited')
    expect(text).toContain('| [off](profiles/nginx-off.md) | live | – |')
  })

  test('a failure has its values, numbers, trace and a short excerpt around the evidence', () => {
    const text = page(usual, 'defaults')
    expect(text).toContain('- expected: each event before the next\n- actual: nothing until 4,096 bytes')
    expect(text).toContain('- measured: held 4,096 bytes, after 312 ms')
    expect(text).toContain('(../traces/nginx_defaults_delivery_close-delimited.jsonl)')
    const excerpt = /```text\n([\s\S]*?)\n```/.exec(text)?.[1]?.split('\n') ?? []
    expect(excerpt.filter((line) => line.startsWith('→'))).toHaveLength(2)
    expect(excerpt).toContain('→       3.0 ms  origin a       sent event "2", 60 bytes (120 in total)')
    expect(excerpt.length).toBeLessThanOrEqual(9)
    expect(page(usual, 'defaults', () => undefined)).not.toContain('```text')
  })

  test('measures are next to the control', () => {
    const text = page(usual, 'defaults')
    expect(text).toContain(
      '(../traces/nginx_defaults_delivery_chunked.jsonl) | 0.46 ms (control 0.21 ms) | 12,000 events (',
    )
    expect(text).toContain('| 12 ms | 12,000 events |')
  })

  test('a long table is folded below its range, and truncated', () => {
    const cells = Array.from({ length: 14 }, (_, index) =>
      cell('off', `o${index}`, [finding('delivery/head', { measures: { delay: { value: index + 1, unit: 'ms' } } })]),
    )
    const text = page(report({ profiles: [profile('off')], cells }), 'off')
    expect(text).toContain('<details><summary>delivery/head: delay 1 ms to 14 ms in 14 test cases</summary>')
    expect(text).toContain('… and 2 more in report.json')
  })

  test('timeouts are marked as not measured, and equivalent test cases are listed once', () => {
    const text = page(usual, 'off')
    expect(text).toContain('*from the configuration, not measured*: `proxy_read_timeout` 60 s (idle, default)')
    expect(text).toContain('`nginx/off/delivery/close-delimited` as `nginx/off/delivery/chunked`')
  })

  test('ends with how to reproduce it, and what a pass does not mean', () => {
    const text = render(usual)
    expect(text).toContain('npx sse-compat run --profile defaults')
    expect(text).toContain('9876 ms; lower bound 9000 ms')
    expect(text).toContain('It says nothing about')
    expect(text).not.toMatch(/undefined|NaN|\[object/)
    expect(text).not.toContain('interrupted')
  })

  test('what was skipped by default is there with the reason, and the command that runs it', () => {
    const axes = [{ axis: 'origin', run: ['chunked'], skipped: ['close-delimited'] }]
    const skipped = {
      cases: 1200,
      scenarios: ['reload'],
      narrowed: [{ scenario: 'delivery', axes, why: 'it adds nothing' }],
      command: 'npm start -- --all',
    }
    const text = render(report({ skipped }))
    expect(text).toContain('1200 test cases did not run: 1 scenario (`reload`)')
    expect(text).toContain('- delivery: origin chunked ran, close-delimited did not: it adds nothing')
    expect(text).toContain('```sh\nnpm start -- --all\n```')
    expect(render(usual)).not.toContain('Skipped by default')
  })

  test('titles and messages cannot become markup', () => {
    const evil = finding(EVIL, {
      outcome: 'fail',
      observed: EVIL,
      actual: EVIL,
      title: EVIL,
      expected: EVIL,
      against: 'other',
    })
    const files = filesOf(
      report({
        profiles: [
          profile('x', {
            title: EVIL,
            why: EVIL,
            source: EVIL,
            headline: EVIL,
            replaced: [{ where: EVIL, was: EVIL, is: '', why: EVIL }],
          }),
        ],
        cells: [cell('x', EVIL, [evil]), cell('x', 'y', [], { outcome: { state: 'skipped', because: EVIL } })],
        stale: [{ where: EVIL, message: EVIL }],
      }),
    )
    const text = [...files.values()].join('\n')
    const outsideCode = text.replace(/(`+)[^\n]*?[^`\n]\1(?!`)/g, '')
    expect(outsideCode).not.toContain('<script')
    expect(outsideCode).not.toContain('[z](')
    expect(text).not.toMatch(/^# new/m)
    expect(text).not.toMatch(/(?!\n)[\p{Cc}\u202e]/u)
    expect(text).toContain('\\x1b')
    expect(text.isWellFormed()).toBe(true)
    const table = text.split('\n').filter((line) => line.startsWith('| '))
    for (const row of table.filter((line) => line.includes('alert'))) {
      const headline = row.split(/(?<!\\)\|/)
      expect(headline.length).toBeLessThanOrEqual(5)
    }
  })

  test('an interrupted run is reported first', () => {
    const text = render({ ...usual, interrupted: true })
    expect(text.split('\n')[2]).toContain('This run was interrupted')
  })

  test('no test case', () => {
    expect(render(report())).toContain('No test case ran')
  })

  test('only refused', () => {
    const state = finding('state', { outcome: 'fail', observed: 'refused', actual: 'unknown directive "x"' })
    const refused = report({
      profiles: [
        profile('bad', { grade: 'refused', headline: 'The proxy rejects the configuration: unknown directive "x".' }),
      ],
      cells: [cell('bad', 'chunked', [state], { outcome: { state: 'refused', message: 'unknown directive "x"' } })],
    })
    const text = render(refused)
    expect(text).toContain('**refused**')
    expect(page(refused, 'bad')).toContain('## ✗ state (required): refused')
    expect(text).not.toContain('## Profiles and criteria')
  })

  test('what could not be judged is reported once, with its reason', () => {
    const skipped = { outcome: { state: 'skipped', because: 'no http2' } } as const
    const noisy = finding('delivery/live', { outcome: 'noisy', observed: 'noisy', actual: 'event-loop stall' })
    const text = render(
      report({
        cells: [
          cell('a', 'x', [], skipped),
          cell('b', 'x', [], skipped),
          cell('c', 'x', [], { outcome: { state: 'broken', stage: 'start', message: 'no port\nstack', logs: 'long' } }),
          cell('d', 'x', [noisy]),
        ],
      }),
    )
    expect(text).toContain('- skipped: no http2: 2 test cases (`nginx/a/delivery/x`, `nginx/b/delivery/x`)')
    expect(text).toContain('- the harness failed (start): no port stack: 1 test case')
    expect(text).toContain('- inconclusive: event-loop stall: 1 test case')
  })

  test('two builds with the same result share a row; a third has its own', () => {
    const other = 'nginx-1.30.6-debian-sid'
    const third = 'nginx-1.18.0-debian-bullseye'
    const text = render(
      report({
        profiles: [profile('a'), profile('a', { build: other }), profile('a', { build: third, grade: 'works' })],
      }),
    )
    const rows = text.split('\n').filter((line) => line.startsWith('| [nginx/a]'))
    expect(rows).toEqual([
      expect.stringContaining('(nginx-1.26.3-debian-trixie, local; nginx-1.30.6-debian-sid, local) | **broken**'),
      expect.stringContaining('(nginx-1.18.0-debian-bullseye, local) | works |'),
    ])
  })
})
