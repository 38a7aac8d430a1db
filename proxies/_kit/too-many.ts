/** The refusal of a configuration that has more of something than anybody writes, so that reading it takes no longer than is useful. */
import type { Span } from '../../harness/config/span-edits.ts'
import { SseCompatError } from '../../harness/model/index.ts'
import { whereOf } from './directive.ts'

/** @param beyond the first one that is too many */
export const tooMany = (most: number, what: string, beyond: Pick<Span, 'file' | 'line'>): SseCompatError =>
  new SseCompatError('bad-config', `more than ${most} ${what}`, {
    where: whereOf(beyond),
    advice: 'give those that matter',
  })
