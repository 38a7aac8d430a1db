/** Refusals of the audit: what would reach out of the sandbox, and what only runs with isolation. */
import { oneLine } from '../../harness/config/span-edits.ts'
import { SseCompatError } from '../../harness/model/index.ts'

/** For a line of what was written: the last audit finds nothing there, unless what was to replace it did not. */
export const reachesOut = (name: string, where: string): SseCompatError =>
  new SseCompatError('unsafe-config', `"${oneLine(name)}" reaches out of the sandbox and could not be replaced`, {
    where,
    advice: 'take the line out, or tell us how it is meant',
  })

/** For a line that is taken out where there is isolation. */
export const notWithoutIsolation = (name: string, where: string, why: string): SseCompatError =>
  new SseCompatError('unsafe-config', `"${oneLine(name)}" is not allowed without isolation: ${why}`, {
    where,
    advice: 'take the line out, or run this where isolation is available',
  })
