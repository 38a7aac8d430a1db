/** A page of Markdown for the summary of a CI job; where `$GITHUB_STEP_SUMMARY` is set it is written by itself. */
import type { Format, ProfileVerdict } from '../../../harness/model/index.ts'
import { outcomeOfRun } from '../_outcome/of-run.ts'
import { summaryMarkdown } from '../_outcome/summary-markdown.ts'

export const format: Format = {
  id: 'summary',
  asked: 'document',
  askedOnly: true,
  *render(report) {
    const several = new Set(report.profiles.map(whereOf)).size > 1
    const verdicts = report.profiles.map((one) => ({
      name: `${one.proxy}/${one.profile}${several ? ` ${whereOf(one)}` : ''}`,
      grade: one.grade,
      headline: one.headline,
    }))
    yield { path: 'summary.md', content: summaryMarkdown(outcomeOfRun(report), verdicts, []) }
  },
}

const whereOf = ({ build, runtime }: ProfileVerdict): string => `${build} ${runtime}`
