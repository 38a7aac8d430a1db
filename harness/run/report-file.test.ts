/** Reports as earlier versions wrote them. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readReport } from './report-file.ts'

const file = join(import.meta.dirname, 'stored/report-1.json')
const text = readFileSync(file, 'utf8')

test('a report of schema 1 is migrated', () => {
  expect(JSON.parse(text)).toMatchObject({
    schema: 1,
    profiles: [{ responsible: [{ hops: ['nginx/defaults'] }, { hops: [] }] }],
  })
  const { schema, profiles, cells, controls } = readReport(text, file)
  const [made] = profiles[0]?.responsible ?? []
  expect({ schema, cells: cells.length, controls: controls.length }).toEqual({ schema: 2, cells: 1, controls: 1 })
  expect(profiles[0]?.responsible).toHaveLength(2)
  expect(made).toEqual({
    criterion: expect.any(String),
    observed: expect.any(String),
    parts: [['nginx/defaults']],
    known: true,
  })
})

test('a newer one is refused in one line, and so is what is no report', () => {
  const newer = { code: 'newer-report', where: file, message: 'written in schema 3; this version reads up to 2' }
  expect(() => readReport(text.replace('"schema": 1', '"schema": 3'), file)).toThrow(expect.objectContaining(newer))
  for (const bad of ['', 'null', '[]', '7', '{"schema":2}', '{"schema":0,"cells":[]}', '{"schema":1.5,"cells":[]}']) {
    expect(() => readReport(bad, file)).toThrow(expect.objectContaining({ code: 'bad-report', where: file }))
  }
})
