import { expect, it } from 'vitest'
import { redactedReport } from '../redacted.ts'
import { reportOf } from '../report.fixture.ts'
import { sayCheck } from './report-text.ts'
import { ASKED, NOTHING_SHOWN, WIDE } from './screen.fixture.ts'

it('a change for one path alone promises nothing for the rest of its route', () => {
  const report = reportOf('x')
  const of = (path: string | undefined) => {
    const routes = report.routes.map(({ combined, ...route }) => {
      if (combined === undefined) throw new Error('the fixture has a change')
      const { path: _, ...rest } = combined
      return { ...route, combined: { ...rest, ...(path === undefined ? {} : { path }) } }
    })
    return sayCheck(redactedReport({ ...report, routes }), NOTHING_SHOWN, ASKED, WIDE).join('\n')
  }
  expect(of('/sse/')).toContain(': works, at /sse/ alone: write the path of your stream there')
  expect(of(undefined)).not.toContain(' alone: write the path')
})
