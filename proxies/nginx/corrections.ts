/** A directive's name that nginx does not know, and the one that was probably meant. Pure. */
import { type Corrected, corrected } from '../../harness/config/spelling.ts'
import { directiveNames } from './audit/directives.ts'

export const correctedName = (written: string): Corrected | undefined => corrected(written, directiveNames)
