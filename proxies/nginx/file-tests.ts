/** `if (-f …)`: nginx looks for a file anywhere on the machine. Here the path is replaced by one that never exists. */

import type { Directive } from './config.ts'

/**
 * Paths that nginx may test unchanged: `$request_filename` alone, or something below `$document_root`; both are below a folder
 * that never exists.
 */
const BELOW_ROOT =
  /^\$(?:\{(?:request_filename|document_root)\}|(?:request_filename|document_root))$|^\$(?:\{document_root\}|document_root(?!\w))/

export interface FileTest {
  readonly index: number
  readonly path: string
  /** What follows the path in its word. */
  readonly closing: string
}

/** As `ngx_http_rewrite_if_condition` reads it; undefined for any other condition. */
export function fileTestOf({ name, args }: Directive): FileTest | undefined {
  if (name !== 'if') return undefined
  const texts = args.map(({ text }) => text)
  const first = texts[0] === '(' ? 1 : 0
  const operator = first === 1 ? texts[1] : texts[0]?.slice(1)
  if (operator === undefined || !/^!?-[\s\S]$/.test(operator)) return undefined
  const index = texts.at(-1) === ')' ? texts.length - 2 : texts.length - 1
  const word = texts[index]
  if (word === undefined || index <= first) return undefined
  const closing = index === texts.length - 1 && word.endsWith(')') ? ')' : ''
  return { index, path: closing ? word.slice(0, -1) : word, closing }
}

/** @param nowhere the folder that never exists */
export const isBelow = ({ path }: FileTest, nowhere: string): boolean =>
  BELOW_ROOT.test(path) || path.startsWith(`${nowhere}/`)
