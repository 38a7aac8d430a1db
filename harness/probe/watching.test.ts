import { expect, test } from 'vitest'
import { namedBetween } from './between.ts'
import { changes } from './changes.ts'
import type { Found } from './finding.ts'
import { loadKnownHops } from './known-hops.ts'
import { metrics } from './metrics.ts'
import { recognise } from './recognise.ts'
import type { ProbeReport } from './report.ts'

const hops = await loadKnownHops()
const found = (id: string, says = id): Found => ({ id, level: 'broken', says })
const report = (grade: ProbeReport['grade'], ...findings: Found[]): ProbeReport => ({
  ...{ url: 'http://a/b?c="d"', method: 'GET', sentence: '', hops: [], identified: false, grade, findings },
  observation: {
    front: 'h1',
    batches: [],
    events: [],
    retries: [],
    bytes: 12,
    window: 1000,
    stall: 0,
    head: { after: 1500, status: 200, headers: [], framing: 'chunked', encoding: '', type: 'text/event-stream' },
  },
})

test('what is new, what is gone, and the grade are changes; another number in a finding is none', () => {
  const before = report('broken', found('held', 'after 3 s'), found('late'))
  expect(changes(before, report('broken', found('held', 'after 4 s'), found('late')))).toEqual([])
  expect(changes(before, report('works', found('late'), found('fast')))).toEqual([
    'grade: broken → works',
    'new: fast [fast]',
    'gone: after 3 s [held]',
  ])
})

test('metrics are Prometheus’ text, each with its type, and no label ends early', () => {
  const text = metrics(report('broken', found('held')), 1_700_000_000)
  expect(text).toContain(String.raw`sse_compat_probe_grade{url="http://a/b?c=\"d\"",grade="broken"} 1`)
  expect(text).toContain('grade="works"} 0')
  expect(text).toMatch(/headers_seconds\{[^\n]*\} 1\.5\n/)
  expect(text).not.toContain('ended_seconds')
  const line = /^(#( HELP| TYPE) sse_compat_probe_[a-z_]+ .+|sse_compat_probe_[a-z_]+\{.*\} [\d.]+)$/
  for (const one of text.trimEnd().split('\n')) expect(one).toMatch(line)
})

test('a hop between two URLs is named where it shows itself on one side only', () => {
  const server = (name: string) => recognise(hops, [['Server', name]])
  const because = (via: string, direct: string): string | undefined =>
    namedBetween([found('buffered-by-hop')], server(via), server(direct))[0]?.because
  // nginx replaces the `Server` of an Apache behind it, which may be the one that buffers.
  expect(because('nginx/1.26.3', 'Apache/2.4.66')).toBe(
    'between the two URLs: nginx, or a hop that it hides; --direct with the URL behind nginx tells',
  )
  expect(because('nginx/1.26.3', 'nginx/1.26.3')).toContain('which hop it is does not show')
  expect(because('app', 'app')).toContain('which hop it is does not show')
})
