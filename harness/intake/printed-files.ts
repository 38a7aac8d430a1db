/** What a product's command prints of its whole configuration → the files that it read, with their paths. Pure. */
import type { ConfigLanguage } from '../model/index.ts'

export interface PrintedFile {
  /** Absolute, as the product names it. */
  readonly path: string
  readonly text: string
}

/** Undefined for a text that is no such output. */
export function printedFiles(text: string, { printed }: Pick<ConfigLanguage, 'printed'>): PrintedFile[] | undefined {
  if (printed === undefined) return undefined
  const files: { readonly path: string; readonly lines: string[] }[] = []
  for (const line of text.split('\n')) {
    const path = printed.fileLine.exec(line.replace(/\r$/, ''))?.[1]
    if (path !== undefined) files.push({ path, lines: [] })
    else if (files.length > 0) files.at(-1)?.lines.push(line)
    // Where standard error was taken, too.
    else if (line.trim() !== '' && !printed.messageLine.test(line)) return undefined
  }
  if (files.length === 0) return undefined
  return files.map(({ path, lines }, index) => ({ path, text: withoutOwnEnd(lines, index === files.length - 1) }))
}

/** Without the line end that is printed behind each file, so that it has its own bytes again. */
function withoutOwnEnd(lines: readonly string[], isLast: boolean): string {
  const text = isLast ? lines.join('\n') : `${lines.join('\n')}\n`
  return text.endsWith('\n') ? text.slice(0, -1) : text
}
