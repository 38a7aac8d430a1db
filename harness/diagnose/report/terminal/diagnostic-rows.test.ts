import { expect, it } from 'vitest'
import type { Diagnostic } from './diagnostic.ts'
import { fullRows } from './diagnostic-rows.ts'

const label = 'the stream is compressed, and what the compressor keeps reaches the client late'

it.for([
  ['below a long line', '  gzip_types text/plain application/json text/event-stream;'],
  ['beside a short one', '  gzip on;'],
])('each row of a label is in the column of the excerpt: %s', ([_, text = '']) => {
  const source = { where: 'a.conf:5', line: 5, text }
  const diagnostic: Diagnostic = {
    level: 'warning',
    code: 'a/b',
    title: 'x',
    source,
    label,
    others: [],
    fix: 'none',
    remarks: [],
    background: [],
  }
  const rows = fullRows(diagnostic, { columns: 60, rows: 99, paint: (_, row) => row }, false)
  const own = rows.slice(3, -1)
  expect(own.length).toBeGreaterThan(1)
  for (const row of own) expect(row).toMatch(/^ {2}\| /)
})
