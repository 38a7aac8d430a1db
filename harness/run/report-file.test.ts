/** Reports in the formats of earlier versions. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { format as json } from '../../reports/formats/json/format.ts'
import { cell, finding, usual } from '../../reports/formats/markdown/fixture.ts'
import { readReport } from './report-file.ts'

const file = join(import.meta.dirname, 'stored/report-1.json')
const text = readFileSync(file, 'utf8')

test('a report of schema 1 is migrated', () => {
  expect(JSON.parse(text)).toMatchObject({
    schema: 1,
    profiles: [{ responsible: [{ hops: ['nginx/defaults'] }, { hops: [] }] }],
  })
  const { schema, profiles, cells, controls, timing } = readReport(text, file)
  expect(timing).toMatchObject({ retried: 3, stallTime: expect.closeTo(1051, 0) })
  expect(cells[0]?.earlierTries).toBe(0)
  expect(JSON.stringify({ timing, cells })).not.toMatch(/played|stood/)
  const [made] = profiles[0]?.responsible ?? []
  expect({ schema, cells: cells.length, controls: controls.length }).toEqual({ schema: 4, cells: 1, controls: 1 })
  expect(profiles[0]?.responsible).toHaveLength(2)
  expect(made).toEqual({
    criterion: expect.any(String),
    observed: expect.any(String),
    parts: [['nginx/defaults']],
    known: true,
  })
})

test('a report of schema 3, where repeated values are stored once, is migrated', () => {
  const odd = cell('x', 'y', [finding('delivery/live')], { earlierTries: 2 })
  const report = { ...usual, cells: [...usual.cells, odd] }
  const content = [...json.render(report, () => undefined)][0]?.content ?? ''
  const older = content
    .replace('"schema": 4', '"schema": 3')
    .replaceAll('"earlierTries"', '"playedBefore"')
    .replaceAll('"retried"', '"playedAgain"')
    .replaceAll('"stallTime"', '"stoodStill"')
  expect(older).toContain('"playedBefore":2')
  expect(older).toContain('"stoodStill"')
  expect(readReport(older, 'report.json')).toEqual(report)
})

test('a newer one is refused in one line, and so is what is no report', () => {
  const newer = { code: 'newer-report', where: file, message: 'written in schema 5; this version reads up to 4' }
  expect(() => readReport(text.replace('"schema": 1', '"schema": 5'), file)).toThrow(expect.objectContaining(newer))
  for (const bad of [
    '',
    'null',
    '[]',
    '7',
    '{"schema":3}',
    '{"schema":3,"cells":[{}]}',
    '{"schema":4,"cells":[{}]}',
    '{"schema":0,"cells":[]}',
    '{"schema":1.5,"cells":[]}',
  ]) {
    expect(() => readReport(bad, file)).toThrow(expect.objectContaining({ code: 'bad-report', where: file }))
  }
})

test('what is written is read again, as it was', () => {
  const spread = { least: 1, most: 3, tries: 3 }
  const measured = finding('delivery/latency', {
    kind: 'informative',
    measures: { median: { value: 2.125, unit: 'ms', spread }, events: { value: 30, unit: 'events' } },
    evidence: [3, 4],
  })
  const odd = cell('x', 'y', [measured], { question: 'q', runtime: 'docker', earlierTries: 2, sameAs: 'other' })
  const report = {
    ...usual,
    cells: [...usual.cells, odd, cell('z', 'y', [], { outcome: { state: 'skipped', because: 'why' } })],
  }
  const content = [...json.render(report, () => undefined)][0]?.content ?? ''
  expect(readReport(content, 'report.json')).toEqual(report)
})
