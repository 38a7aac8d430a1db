/** The shortest answer: what each product does with its defaults, and which lines another configuration of the run has that passes. */
import type { ProfileVerdict, Report, RunTexts, Trace } from '../../../harness/model/index.ts'
import { nearestPassing, type Tested } from '../../../harness/verdict/nearest-passing.ts'
import { pageOf, profileKey } from './cells.ts'
import { GRADE_WORDS } from './grade-words.ts'
import { blocks, capital, code, link, prose } from './text.ts'

/** Maximum number of lines: of more, only the page of the configuration is named. */
const LINES = 6
const DEFAULTS = 'defaults'

type TestedProfile = Tested & { readonly profile: ProfileVerdict }

export function changes(
  report: Report,
  traceOf: (cell: string) => Trace | undefined,
  texts: RunTexts | undefined,
): string {
  if (texts === undefined) return ''
  const items = [...Map.groupBy(report.profiles, ({ proxy, build }) => `${proxy} ${build}`).values()].flatMap(
    (some) => {
      const own = some.find(({ profile }) => profile === DEFAULTS)
      if (own === undefined || own.proxy === 'chain') return []
      const all = some.map((profile) => testedOf(profile, report, traceOf, texts))
      return [itemOf(own, all)]
    },
  )
  return items.length === 0 ? '' : blocks(['## What to change', items.join('\n')])
}

function itemOf(own: ProfileVerdict, all: readonly TestedProfile[]): string {
  const key = profileKey(own)
  const start = `- ${link(prose(`${own.proxy} with default settings`), pageOf(key))}: ${GRADE_WORDS[own.grade]}. ${prose(capital(own.headline))}`
  const tested = all.find(({ profile }) => profile === own)
  const near = tested && nearestPassing(tested, all)
  if (near === undefined) return start
  const lines = [...near.lacks.map((line) => `- ${line}`), ...near.adds.map((line) => `+ ${line}`)]
  const name = profileKey(near.is.profile)
  const change = lines.length > LINES ? `${lines.length} lines` : lines.map((line) => code(line)).join(' ')
  return `${start}\\\n  Nearest configuration of this run that passes what fails there: ${link(prose(name), pageOf(name))}, which differs by ${change}`
}

function testedOf(
  profile: ProfileVerdict,
  { cells }: Report,
  traceOf: (cell: string) => Trace | undefined,
  texts: RunTexts,
): TestedProfile {
  const { proxy, build, runtime, grade } = profile
  const own = cells.filter(
    (cell) =>
      cell.proxy === proxy && cell.profile === profile.profile && cell.build === build && cell.runtime === runtime,
  )
  const [hop, ...others] = (own[0] && traceOf(own[0].cell)?.route) ?? []
  const config = hop === undefined || others.length > 0 ? undefined : texts.configOf(hop)
  const findings = own.filter(({ sameAs }) => sameAs === undefined).flatMap((cell) => cell.findings)
  return { profile, proxy, build, runtime, grade, text: Object.values(config ?? {}).join('\n'), findings }
}
