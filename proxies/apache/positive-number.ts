/** The number that a directive sets. Pure. */
import { arg, type Directive } from './config.ts'

/** Undefined where there is no directive, or it has no positive whole number. */
export function numberOf(directive: Directive | undefined): number | undefined {
  const number = Number(directive === undefined ? Number.NaN : arg(directive))
  return Number.isInteger(number) && number > 0 ? number : undefined
}
