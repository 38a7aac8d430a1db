/** Lines on standard output and standard error. */
import { relative } from 'node:path'

export const printLines = (lines: readonly string[]): void =>
  void process.stdout.write(lines.map((line) => `${line}\n`).join(''))

export const complain = (line: string): void => void process.stderr.write(`${line}\n`)

/** The path relative to the current folder; absolute where it is elsewhere. */
export function fromHere(path: string): string {
  const shorter = relative(process.cwd(), path)
  return shorter.startsWith('..') ? path : shorter || '.'
}
