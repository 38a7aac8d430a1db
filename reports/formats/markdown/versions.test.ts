/** The table of what changed between builds. */
import { expect, test } from 'vitest'
import type { CellVerdict } from '../../../harness/model/index.ts'
import { cell, finding, report } from './fixture.ts'
import { versions } from './versions.ts'

const OLD = 'nginx-1.22.1-debian-bookworm'
const NEW = 'nginx-1.30.6-debian-sid'
const builds = [NEW, OLD].map((id) => ({ id, product: 'nginx', version: id.split('-')[1] ?? '', origin: '' }))

const live = (build: string, observed: string, rest: Partial<CellVerdict> = {}): CellVerdict =>
  cell(
    'defaults',
    'chunked',
    [finding('delivery/live', { observed, outcome: observed === 'live' ? 'pass' : 'fail' })],
    { build, cell: build, ...rest },
  )

const reportOf = (...cells: CellVerdict[]) => {
  const one = report({ cells })
  return { ...one, environment: { ...one.environment, builds } }
}

test('a class that differs is a row, the lowest version first', () => {
  const text = versions(reportOf(live(NEW, 'live'), live(OLD, 'held-until-bytes')))
  expect(text).toContain('| criterion | profiles | 1.22.1 | 1.30.6 |')
  expect(text).toContain('| `delivery/live` | [defaults](profiles/nginx-defaults.md) | **✗ held-until-bytes** | live |')
})

test('where it changed with some values of an axis only, they are named', () => {
  const other = (build: string) => live(build, 'live', { axes: { origin: 'close-delimited' }, question: 'another' })
  const text = versions(reportOf(live(NEW, 'live'), live(OLD, 'held-until-bytes'), other(NEW), other(OLD)))
  expect(text).toContain('[defaults](profiles/nginx-defaults.md) (origin chunked) |')
})

test('a class that is the same on all builds has no row', () => {
  expect(versions(reportOf(live(NEW, 'live'), live(OLD, 'live')))).toBe('')
})

test('a result that could not be judged on one build is not a change', () => {
  const unsaid = { outcome: 'not-applicable', observed: 'not-applicable' } as const
  const nothing = { ...live(OLD, 'live'), findings: [finding('delivery/live', unsaid)] }
  expect(versions(reportOf(live(NEW, 'live'), nothing))).toBe('')
})

test('a configuration that one build rejects is reported once', () => {
  const refused = live(OLD, 'live', { outcome: { state: 'refused', message: 'unknown directive' }, findings: [] })
  const text = versions(reportOf(live(NEW, 'live'), refused))
  expect(text).toContain('| `configuration` | [defaults](profiles/nginx-defaults.md) | **✗ refused** | accepted |')
})

test('one build has nothing to compare with', () => {
  expect(versions(reportOf(live(NEW, 'live')))).toBe('')
})
