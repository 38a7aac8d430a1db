/** The error for a configuration that has more of something than any real one, which limits the time for reading it. */
import type { Span } from '../../harness/config/span-edits.ts'
import { SseCompatError } from '../../harness/model/index.ts'
import { whereOf } from './directive.ts'

/** @param beyond the first one above the limit */
export const tooMany = (most: number, what: string, beyond: Pick<Span, 'file' | 'line'>): SseCompatError =>
  new SseCompatError('bad-config', `more than ${most} ${what}`, {
    where: whereOf(beyond),
    advice: 'give those that matter',
  })
