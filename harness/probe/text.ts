/** Violations of the standard in the text of a stream. Pure. */
import { type TextFinding, textFindings } from '../stream-text/text-findings.ts'
import { type Found, type Level, WHATWG } from './finding.ts'
import type { Observation } from './observation.ts'

/** What clients ignore does no harm to the stream; what that means for a reconnect is judged there. */
const LEVELS: Readonly<Record<TextFinding['level'], Level>> = { error: 'broken', warning: 'note', note: 'note' }

export const text = ({ text }: Observation): Found[] =>
  text === undefined
    ? []
    : textFindings(text).map(({ id, level, says }) => ({
        id,
        level: LEVELS[level],
        says,
        source: WHATWG,
      }))
