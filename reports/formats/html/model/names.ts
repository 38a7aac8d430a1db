/** Names of a test case that follow from its parts. Pure. */
import type { AxisValues } from '../../../../harness/model/index.ts'
import type { Subject } from './packed.ts'

/** `nginx/defaults/delivery/chunked/60/h1`; of a control `control/delivery/…`. */
export function questionOf([proxy, profile]: Subject, scenario: string, axes: AxisValues): string {
  const start = proxy === '' ? ['control'] : [proxy, profile]
  return [...start, scenario, ...Object.values(axes)].join('/')
}

export function cellOf([proxy, , build, runtime]: Subject, question: string): string {
  return proxy === '' ? question : `${question}@${build}@${runtime}`
}

/** The usual path of a trace, from the report. */
export const traceOf = (cell: string): string => `traces/${cell.replaceAll('/', '_')}.jsonl`
