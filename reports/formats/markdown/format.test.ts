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
  test('starts with totals, whether they are expected, and the terms; then each product with what fails', () => {
    const text = render(usual)
    expect(text).toContain('2 configurations, 1 scenario, 4 test cases in 9876 ms')
    expect(text).toContain('| [nginx](#nginx) | 1 | 0 | 1 | 0 |')
    expect(text).toContain(
      '**Not as expected**: 1 regression, 0 improvements: [deviations](#deviations-from-expectations).',
    )
    expect(text.indexOf('**works**: no required')).toBeLessThan(text.indexOf('## '))
    expect(text.indexOf('## Deviations from expectations')).toBeLessThan(text.indexOf('## nginx'))
    expect(text).toContain('worse than expected. Expected pass, observed held-until-bytes (origin close-delimited)')
    expect(text).toContain(
      '| [defaults](profiles/nginx-defaults.md) | **broken** | With origin close-delimited: nothing until 4,096 bytes. |',
    )
    expect(text).toContain('**Works** (1): [off](profiles/nginx-off.md).')
    expect([...filesOf(usual).keys()]).toEqual(['report.md', 'profiles/nginx-defaults.md', 'profiles/nginx-off.md'])
    expect(page(usual, 'defaults')).toContain('](../../../../proxies/nginx/profiles/defaults.conf)')
    expect(render(report({ profiles: [profile('a')], cells: [cell('a', 'x', [finding('delivery/live')])] }))).toContain(
      '**All as expected**',
    )
  })

  const optional = (criterion: string, actual: string, always = false) =>
    finding(criterion, {
      kind: 'optimal',
      outcome: 'fail',
      observed: 'limited',
      actual,
      expectation: { observed: 'limited', reason: '', ...(always ? { always } : {}) },
    })

  test('each product limitation of any profile is there once, and every degraded profile names its defect', () => {
    const [works, degraded] = [{ grade: 'works' }, { grade: 'degraded' }] as const
    const text = render(
      report({
        profiles: [profile('a', works), profile('b', works), profile('c', degraded)],
        cells: [
          cell('a', 'x', [optional('http2/many', '6 of 32 are served', true)]),
          cell('b', 'x', [
            optional('http2/many', '6 of 32 are served', true),
            optional('leaves/noticed', 'not detected', true),
          ]),
          cell('c', 'x', [
            optional('http2/many', '6 of 32 are served', true),
            optional('heartbeat/quiet', 'closed after 3.0 s'),
          ]),
        ],
      }),
    )
    expect(text).toContain(
      '1. 6 of 32 are served (http2/many, in 3 of 3 profiles)\n2. Not detected (leaves/noticed, in 1 of 3 profiles)',
    )
    expect(text).toContain('**Works, with limitation 1** (1): [a](profiles/nginx-a.md).')
    expect(text).toContain('**Works, with limitations 1, 2** (1): [b](profiles/nginx-b.md).')
    expect(text).toContain('| [c](profiles/nginx-c.md) | degraded | Closed after 3.0 s. Also limitation 1. |')
  })

  test('every test case is linked from its page, and its scenario from both', () => {
    const text = page(usual, 'defaults')
    const question = '(../../../../scenarios/delivery/README.md)'
    expect(text).toContain(
      `- [delivery]${question}: [chunked](../traces/nginx_defaults_delivery_chunked.jsonl) · [close-delimited](../traces/`,
    )
    expect(text).toContain('(../proxies/nginx-1.26.3-debian-trixie/nginx-defaults/)')
    expect(text).toContain('[Back to the report](../report.md)')
    expect(render(usual)).toContain('(../../../scenarios/delivery/README.md)')
    expect(render(usual)).toContain('<details><summary>What fails, by criterion: 1 class in 1 profile</summary>')
  })

  test('what fails is there by criterion, with its range and its profiles', () => {
    const fails = (bytes: number) =>
      finding('delivery/live', {
        outcome: 'fail',
        observed: 'held',
        measures: { held: { value: bytes, unit: 'bytes' } },
      })
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']
    const cells = names.map((name, n) => cell(name, 'chunked', [fails(4000 + n)]))
    expect(render(report({ profiles: names.map((name) => profile(name)), cells }))).toMatch(
      /^- \[`delivery\/live`\]\(.*\) \(required\): held, buffered 4,000 bytes to 4,007 bytes: \[a\].*\[f\]\([^)]*\) and 2 more$/m,
    )
  })

  test('of a full run it has at most 300 lines, no wide table, and the same bytes each time', () => {
    const profiles = Array.from({ length: 90 }, (_, n) => profile(`p${n}`, { proxy: n < 45 ? 'nginx' : 'apache' }))
    const criteria = Array.from({ length: 60 }, (_, n) =>
      finding(`delivery/c${n}`, { outcome: 'fail', actual: 'x'.repeat(400) }),
    )
    const cells = profiles.map(({ profile: name, proxy }) => cell(name, 'chunked', criteria, { proxy }))
    const full = report({ profiles, cells })
    const lines = render(full).split('\n')
    expect(lines.length).toBeLessThanOrEqual(300)
    const tables = lines.filter((line) => line.startsWith('|'))
    expect(Math.max(...tables.map((line) => line.split(/(?<!\\)\|/).length - 2))).toBeLessThanOrEqual(5)
    expect(Math.max(...tables.map((line) => line.length))).toBeLessThanOrEqual(400)
    expect(render(structuredClone(full))).toBe(render(full))
  })

  test('a failure has its values, numbers, trace and a short excerpt around the evidence', () => {
    const text = page(usual, 'defaults')
    expect(text).toContain('- expected: each event before the next\n- actual: nothing until 4,096 bytes')
    expect(text).toContain('- measured: buffered 4,096 bytes, after 312 ms')
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
    expect(text).toContain('| sse-compat itself delayed | 120 ms in total, by a busy machine')
    expect(text).toContain('It says nothing about')
    expect(text).not.toMatch(/undefined|NaN|\[object/)
    expect(text).not.toContain('interrupted')
  })

  test('one number of test cases, and parts that add up to it; controls are named beside it', () => {
    const text = render(usual)
    expect(text).toContain('2 configurations, 1 scenario, 4 test cases in 9876 ms')
    expect(text).toContain('4 test cases: 3 as expected, 1 not as expected.')
    expect(text).toContain('(4 test cases and 1 control, 20 s in total')
    const fine = render(report({ profiles: [profile('x')], cells: [cell('x', 'chunked', [finding('a/b')])] }))
    expect(fine).toContain(
      'against `expect.yaml`. The 1 broken configuration is known: expect.yaml lists each with its reason.',
    )
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
    expect(text.indexOf('Grades are of what ran: ')).toBeLessThan(text.indexOf('\n## '))
    expect(text).toContain('1,200 further test cases, 1 scenario in whole, are skipped by default.')
    expect(text).toContain('1,200 further test cases did not run: 1 scenario (`reload`)')
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
    expect(text).not.toContain('What fails, by criterion')
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
})
