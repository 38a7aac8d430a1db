/** What the outputs for people say where it is not proven which place passed the requests on. */
import { expect, it } from 'vitest'
import { sayReport } from './print-report.ts'
import { unprovenPlace } from './reached-place.ts'
import { redactedReport } from './redacted.ts'
import { reportOf } from './report.fixture.ts'
import { notesOfRoute } from './terminal/notes.ts'
import { plainScreen } from './terminal/screen.fixture.ts'

function said(reached: 'proven' | 'not proven') {
  const report = reportOf('words')
  const routes = report.routes.map((route) => ({ ...route, reached }))
  const lines = sayReport(redactedReport({ ...report, routes }), '', plainScreen(2000, 24)).map((line) => line.trim())
  return { lines, notes: routes.flatMap(notesOfRoute), expected: routes.flatMap(unprovenPlace) }
}

it('both the report and its short form say it', () => {
  const { lines, notes, expected } = said('not proven')
  expect(expected).toHaveLength(1)
  expect(lines).toEqual(expect.arrayContaining(expected))
  expect(notes).toEqual(
    expect.arrayContaining(expected.map((text) => expect.objectContaining({ code: 'place', text }))),
  )
})

it('neither says it of a place that is proven', () => {
  const { lines, notes } = said('proven')
  expect(lines.join('\n')).not.toContain('not proven')
  expect(notes.map(({ code }) => code)).not.toContain('place')
})

it('one row has the place whole; without a known place the sentence has no gap', () => {
  const route = { reached: 'not proven', grade: 'broken', where: '/etc/nginx/sites-enabled/a.conf:12' } as const
  const [text = ''] = unprovenPlace(route)
  const { routes } = reportOf('words')
  const [note] = routes.flatMap((one) => notesOfRoute({ ...one, ...route })).filter(({ code }) => code === 'place')
  expect(note?.short).toBe(`not proven that ${route.where} passed the requests on`)
  expect(text.startsWith(`${note?.short}: `)).toBe(true)
  expect(unprovenPlace({ ...route, where: '' })[0]).toMatch(/^not proven that the tested line passed /)
})
