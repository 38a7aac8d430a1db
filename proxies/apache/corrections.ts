/** A directive's name that Apache does not know, and the one that was probably meant. Pure. */
import { type Corrected, corrected } from '../../harness/config/spelling.ts'
import { directiveNames, kindOf } from './audit/directives.ts'

/** Directive names are case-insensitive; the case of what is correct is kept. */
export function correctedName(written: string): Corrected | undefined {
  const key = written.toLowerCase()
  if (kindOf(key) !== undefined) return undefined
  const found = corrected(key, directiveNames)
  return found && { name: likeWritten(found.name, written), rest: written.slice(written.length - found.rest.length) }
}

function likeWritten(name: string, written: string): string {
  const word = /^[^:=]+/.exec(written)?.[0] ?? written
  const lower = word.toLowerCase()
  let front = 0
  while (front < lower.length && name[front] === lower[front]) front += 1
  let back = 0
  while (back < Math.min(name.length, lower.length) - front && name.at(-1 - back) === lower.at(-1 - back)) back += 1
  return word.slice(0, front) + name.slice(front, name.length - back) + word.slice(word.length - back)
}
