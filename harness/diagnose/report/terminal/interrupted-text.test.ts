/** What the terminal gets of a check that was interrupted. */
import { expect, test } from 'vitest'
import { redactedReport } from '../redacted.ts'
import { reportOf } from '../report.fixture.ts'
import { unfinishedFindings } from '../unfinished-findings.ts'
import { sayCheck } from './report-text.ts'
import { ASKED, NOTHING_SHOWN, plainScreen } from './screen.fixture.ts'

function unfinishedNotes(route: string, lines: readonly string[]): readonly string[] {
  const found = unfinishedFindings(route, new AbortController().signal)
  for (const line of lines) found.add(line)
  return found.notes()
}

test('an interrupted check without a finished route is unfinished, and no verdict', () => {
  const report = redactedReport({
    ...reportOf('words'),
    routes: [],
    notes: unfinishedNotes('/events/', ['fails: delivery/live: buffered']),
  })
  const text = sayCheck(report, NOTHING_SHOWN, { ...ASKED, exitCode: 130 }, plainScreen(80, 24)).join('\n')
  expect(text).toContain('note[unfinished]: /events/\n  delivery/live fails: buffered\n')
  expect(text).toContain('UNFINISHED  interrupted before a route was tested to its end; the notes have')
  expect(text).not.toContain('Nothing was tested')
})

test('of an interrupted check each finding is on the screen, its criterion first, below the name of its route', () => {
  const routes = ['/events/', '/a-much-longer-path/of-the-application/with/streams/', '/chat/'].map(
    (path) => `location ${path} (app.example.com *:80)`,
  )
  const criteria = ['delivery', 'heartbeat', 'resume', 'framing']
  const lines = criteria.map((id) => `does not pass: ${id}: ${'the reason is long, '.repeat(5)}`)
  const notes = routes.flatMap((route) => unfinishedNotes(route, lines))
  const report = redactedReport({ ...reportOf('words'), routes: [], notes, interrupted: true })
  const rows = sayCheck(report, NOTHING_SHOWN, { ...ASKED, exitCode: 130 }, plainScreen(80, 24))
  expect(rows.length).toBeLessThan(24)
  for (const id of criteria) expect(rows.filter((row) => row.startsWith(`  ${id} does not pass: the`))).toHaveLength(3)
  for (const route of routes) expect(rows.filter((row) => row.includes(route.slice(0, 40)))).toHaveLength(1)
})
