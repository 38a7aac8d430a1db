/** A hand-made run for the tests of the formats. */
import type { CellVerdict, CriterionVerdict, ProfileVerdict, Report } from '../../../harness/model/index.ts'

export function finding(criterion: string, rest: Partial<CriterionVerdict> = {}): CriterionVerdict {
  return {
    criterion,
    kind: 'required',
    title: 'Events arrive while the next is withheld.',
    outcome: 'pass',
    observed: 'live',
    expected: 'each event before the next',
    actual: '10 of 10 in time',
    measures: {},
    evidence: [],
    against: 'as-expected',
    ...rest,
  }
}
const held = finding('delivery/live', {
  outcome: 'fail',
  observed: 'held-until-bytes',
  actual: 'nothing until 4,096 bytes',
  measures: { held: { value: 4096, unit: 'bytes' }, after: { value: 312.345, unit: 'ms' } },
  evidence: [2, 9],
  against: 'worse',
})

export function cell(
  profile: string,
  origin: string,
  findings: CriterionVerdict[],
  rest: Partial<CellVerdict> = {},
): CellVerdict {
  const question = `nginx/${profile}/delivery/${origin}`
  return {
    cell: `${question}@nginx-1.26.3-debian-trixie@local`,
    question,
    scenario: 'delivery',
    axes: { origin },
    proxy: 'nginx',
    profile,
    build: 'nginx-1.26.3-debian-trixie',
    runtime: 'local',
    outcome: { state: 'complete' },
    findings,
    earlierTries: 0,
    took: 20,
    trace: `traces/nginx_${profile}_delivery_${origin}.jsonl`,
    ...rest,
  }
}

export function profile(id: string, rest: Partial<ProfileVerdict> = {}): ProfileVerdict {
  return {
    proxy: 'nginx',
    profile: id,
    title: 'Nothing but proxy_pass',
    why: 'What one gets without thinking.',
    source: '',
    file: `proxies/nginx/profiles/${id}.conf`,
    build: 'nginx-1.26.3-debian-trixie',
    runtime: 'local',
    grade: 'broken',
    headline: 'With a close-delimited origin: nothing until 4,096 bytes.',
    innate: '',
    evidence: `proxies/nginx-1.26.3-debian-trixie/nginx-${id}`,
    replaced: [{ where: 'profile.conf:3', was: 'listen 80', is: 'listen 127.0.0.9:1', why: 'a free address' }],
    timers: [{ directive: 'proxy_read_timeout', ms: 60_000, where: 'default', limits: 'idle' }],
    ...rest,
  }
}

export function report(rest: Partial<Report> = {}): Report {
  return {
    schema: 4,
    run: '2026-01-02-a',
    environment: {
      startedAt: '2026-01-02T03:04:05.000Z',
      tool: 'sse-proxy-compat 0.1.0',
      node: '24.21.0',
      system: 'Linux 6.1 x64',
      cores: 2,
      runtime: 'local',
      network: 'loopback',
      builds: [{ id: 'nginx-1.26.3-debian-trixie', product: 'nginx', version: '1.26.3', origin: 'Debian trixie' }],
      command: 'npx sse-compat run --profile defaults',
    },
    timing: {
      wall: 9876,
      lowerBound: 9000,
      longestCell: 5000,
      sumOfCells: 20_000,
      slots: 8,
      cells: 2,
      retried: 0,
      stallTime: 120,
      cpu: 40,
    },
    profiles: [],
    cells: [],
    controls: [],
    stale: [],
    interrupted: false,
    ...rest,
  }
}

const latency = (value: number) =>
  finding('delivery/latency', {
    kind: 'informative',
    outcome: 'measured',
    observed: 'measured',
    actual: '',
    measures: { median: { value, unit: 'ms' }, events: { value: 12_000, unit: 'events' } },
    against: 'unlisted',
  })
export const usual = report({
  profiles: [profile('defaults'), profile('off', { grade: 'works', headline: 'Ten of ten in time.' })],
  cells: [
    cell('defaults', 'chunked', [finding('delivery/live'), latency(0.4567)]),
    cell('defaults', 'close-delimited', [held, latency(12.34)]),
    cell('off', 'chunked', [finding('delivery/live')]),
    cell('off', 'close-delimited', [finding('delivery/live')], { sameAs: 'nginx/off/delivery/chunked' }),
  ],
  controls: [cell('', 'chunked', [latency(0.21)], { question: 'control/delivery/chunked', proxy: '', build: '' })],
})
