/** Refusals of the audit: for lines that would reach outside of the sandbox, and lines that need isolation. */
import { oneLine } from '../../harness/config/span-edits.ts'
import { SseCompatError } from '../../harness/model/index.ts'

/** For a line of the written configuration. The final audit finds such a line only if its substitution did not work. */
export const reachesOut = (name: string, where: string): SseCompatError =>
  new SseCompatError('unsafe-config', `"${oneLine(name)}" reaches out of the sandbox and could not be replaced`, {
    where,
    advice: 'take the line out, or tell us how it is meant',
  })

/** For a line that is removed where there is isolation. */
export const notWithoutIsolation = (name: string, where: string, why: string): SseCompatError =>
  new SseCompatError('unsafe-config', `"${oneLine(name)}" is not allowed without isolation: ${why}`, {
    where,
    advice: 'take the line out, or run this where isolation is available',
  })
