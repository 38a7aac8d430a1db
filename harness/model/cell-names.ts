/** What the name of a test case says. Pure. */
import type { AxisValues, CellId, QuestionId, RuntimeId } from './names.ts'

export interface CellNames {
  readonly question: QuestionId
  readonly scenario: string
  readonly proxy: string
  readonly profile: string
  readonly build: string
  readonly runtime: RuntimeId
}

/** Proxy, profile and build of a control are ''. Its runtime is not in its name: `local` is what is usual. */
export function namesIn(cell: CellId): CellNames {
  const [question = '', build = '', runtime = 'local'] = cell.split('@')
  const [proxy = '', profile = '', scenario = ''] = question.split('/')
  const known = runtime === 'docker' || runtime === 'remote' ? runtime : 'local'
  if (proxy === 'control') return { question, scenario: profile, proxy: '', profile: '', build: '', runtime: known }
  return { question, scenario, proxy, profile, build, runtime: known }
}

/** @param axes names, in the order of the name's last parts */
export function axesIn({ question }: CellNames, axes: readonly string[]): AxisValues {
  const values = axes.length === 0 ? [] : question.split('/').slice(-axes.length)
  return Object.fromEntries(axes.map((name, index) => [name, values[index] ?? '']))
}
