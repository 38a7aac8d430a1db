/** A page of Markdown for the summary of a CI job; where `$GITHUB_STEP_SUMMARY` is set it is written by itself. */
import { type Fix, summaryMarkdown } from '../../formats/_outcome/summary-markdown.ts'
import { outcomeOfCheck } from '../_outcome/of-check.ts'
import { nameOf } from '../_outcome/route-name.ts'
import type { CheckFormat } from '../check-format.ts'

export const format: CheckFormat = {
  id: 'summary',
  asked: 'document',
  render: (report) => {
    const { routes, written } = report
    const verdicts = routes.map((route) => ({ name: nameOf(route), grade: route.grade, headline: route.headline }))
    const fixes = routes.flatMap((route): Fix[] => {
      const { combined } = route
      const said = written.length > 0 ? 'Written' : 'Verified fix'
      return combined === undefined || combined.diff === ''
        ? []
        : [{ title: `${said} for ${nameOf(route)}: ${combined.titles.join(', and ')}`, diff: combined.diff }]
    })
    return summaryMarkdown(outcomeOfCheck(report), verdicts, fixes)
  },
}
