/** Parses the name of a test case. Pure. */
import type { AxisValues, CellId, QuestionId, RuntimeId } from './names.ts'

export interface CellNames {
  readonly question: QuestionId
  readonly scenario: string
  readonly proxy: string
  readonly profile: string
  readonly build: string
  readonly runtime: RuntimeId
}

/** For a control, proxy, profile and build are ''. A control's name does not contain its runtime: `local` is assumed. */
export function namesIn(cell: CellId): CellNames {
  const [question = '', build = '', runtime = 'local'] = cell.split('@')
  const [proxy = '', profile = '', scenario = ''] = question.split('/')
  const known = runtime === 'docker' || runtime === 'remote' ? runtime : 'local'
  if (proxy === 'control') return { question, scenario: profile, proxy: '', profile: '', build: '', runtime: known }
  return { question, scenario, proxy, profile, build, runtime: known }
}

/** @param axes names, in the order in which their values end the question id */
export function axesIn({ question }: CellNames, axes: readonly string[]): AxisValues {
  const values = axes.length === 0 ? [] : question.split('/').slice(-axes.length)
  return Object.fromEntries(axes.map((name, index) => [name, values[index] ?? '']))
}
