import { expect, test } from 'vitest'
import { cell, finding, report } from './fixture.ts'
import { versionsDoc } from './versions-doc.ts'

const OLD = 'nginx-1.22.1-debian-bookworm'
const NEW = 'nginx-1.30.6-debian-sid'
const builds = [NEW, OLD].map((id) => ({ id, product: 'nginx', version: id.split('-')[1] ?? '', origin: 'Debian' }))

const on = (build: string, live: string, field: string) => [
  cell(
    'defaults',
    'chunked',
    [finding('delivery/live', { observed: live, outcome: live === 'live' ? 'pass' : 'fail' })],
    {
      build,
      cell: `delivery ${build}`,
    },
  ),
  cell('defaults', '', [finding('incremental/answer-field', { observed: field })], {
    build,
    cell: `incremental ${build}`,
    question: 'nginx/defaults/incremental',
    scenario: 'incremental',
    axes: {},
  }),
]

test('versions.md: the builds, what changed with a link to the profile, and the field Incremental of each version', () => {
  const one = report({ cells: [...on(NEW, 'live', 'same'), ...on(OLD, 'held-until-bytes', 'stripped')] })
  const text = versionsDoc({ ...one, environment: { ...one.environment, builds } })
  expect(text).toContain(`| nginx | 1.22.1 | \`${OLD}\` | Debian |`)
  expect(text).toContain(
    '| `delivery/live` | [defaults](../proxies/nginx/profiles/defaults.conf) | **✗ held-until-bytes** | live |',
  )
  expect(text).toMatch(/\| nginx \| 1\.22\.1 \| defaults \| stripped .*\n\| nginx \| 1\.30\.6 \| defaults \| same /)
})

test('versions.md says from which run it is, and where no version differs', () => {
  const one = report({ cells: [...on(NEW, 'live', 'same'), ...on(OLD, 'live', 'same')] })
  const text = versionsDoc({
    ...one,
    environment: { ...one.environment, builds, startedAt: '2026-11-30T02:15:54.000Z' },
  })
  expect(text).toMatch(/^# What differs between versions of nginx and Apache\n/)
  expect(text).toContain('never from changelogs: 2026-11-30, 4 test cases on `nginx/defaults`.')
  expect(text).toContain('## What changed between versions\n\nNothing that these profiles show.')
  expect(text.endsWith('\n')).toBe(true)
})

test('versions.md: a version that shows several classes has each of them once, and a missing one is empty', () => {
  const answer = (observed: string, origin: string) =>
    cell('defaults', origin, [finding('incremental/answer', { observed })], {
      build: NEW,
      cell: `incremental ${origin}`,
      question: `nginx/defaults/incremental/${origin}`,
      scenario: 'incremental',
      axes: { origin },
    })
  const one = report({ cells: [answer('ignored', 'a'), answer('honoured', 'b'), answer('ignored', 'c')] })
  const text = versionsDoc({ ...one, environment: { ...one.environment, builds } })
  expect(text).toMatch(/\| nginx \| 1\.30\.6 \| defaults \|\s*\|\s*\| ignored, honoured \|\s*\|/)
})

test('versions.md: a configuration that a version refuses has no row of Incremental', () => {
  const refused = cell('defaults', '', [finding('state', { observed: 'refused', outcome: 'fail' })], {
    build: OLD,
    cell: `incremental ${OLD}`,
    question: 'nginx/defaults/incremental',
    scenario: 'incremental',
    axes: {},
  })
  const one = report({ cells: [...on(NEW, 'live', 'same'), refused] })
  const text = versionsDoc({ ...one, environment: { ...one.environment, builds } })
  const [, incremental = ''] = text.split('## `Incremental`')
  expect(incremental).toContain('| nginx | 1.30.6 | defaults |')
  expect(incremental).not.toContain('| nginx | 1.22.1 |')
})
