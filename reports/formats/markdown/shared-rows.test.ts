import { expect, test } from 'vitest'
import { cell, finding, profile, report } from './fixture.ts'
import { format as markdown } from './format.ts'

test('two builds with the same result share a row; a third has its own', () => {
  const main = 'nginx-1.26.3-debian-trixie'
  const other = 'nginx-1.30.6-debian-sid'
  const third = 'nginx-1.18.0-debian-bullseye'
  const one = report({
    profiles: [profile('a'), profile('a', { build: other }), profile('a', { build: third, grade: 'degraded' })],
    cells: [main, other, third].map((build) =>
      cell('a', 'chunked', [finding('delivery/live', { outcome: 'fail', actual: 'it waits' })], { build }),
    ),
  })
  const text = [...markdown.render(one, () => undefined)].find(({ path }) => path === 'report.md')?.content ?? ''
  const rows = text.split('\n').filter((line) => line.startsWith('| [a]'))
  expect(rows).toEqual([
    expect.stringContaining('(nginx-1.26.3-debian-trixie; nginx-1.30.6-debian-sid) | **broken**'),
    expect.stringContaining('(nginx-1.18.0-debian-bullseye) | degraded |'),
  ])
})
