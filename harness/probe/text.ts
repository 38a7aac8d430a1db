/** Violations of the standard in the text of a stream. Pure. */
import { type TextFinding, textFindings } from '../stream-text/text-findings.ts'
import { type Found, type Level, WHATWG } from './finding.ts'
import type { Observation } from './observation.ts'

const LEVELS: Readonly<Record<TextFinding['level'], Level>> = { error: 'broken', warning: 'degraded', note: 'note' }
/** Allowed: it has an effect on few clients. */
const ALLOWED = ['lone-cr']

export const text = ({ text }: Observation): Found[] =>
  text === undefined
    ? []
    : textFindings(text).map(({ id, level, says }) => ({
        id,
        level: ALLOWED.includes(id) ? 'note' : LEVELS[level],
        says,
        source: WHATWG,
      }))
