/** Parses a product's command output that contains its whole configuration, into the files with their paths. Pure. */
import type { ConfigLanguage } from '../model/index.ts'

export interface PrintedFile {
  /** Absolute, as the product prints it. */
  readonly path: string
  readonly text: string
}

/** Undefined for a text that is not such an output. */
export function printedFiles(text: string, { printed }: Pick<ConfigLanguage, 'printed'>): PrintedFile[] | undefined {
  if (printed === undefined) return undefined
  const files: { readonly path: string; readonly lines: string[] }[] = []
  for (const line of text.split('\n')) {
    const path = printed.fileLine.exec(line.replace(/\r$/, ''))?.[1]
    if (path !== undefined) files.push({ path, lines: [] })
    else if (files.length > 0) files.at(-1)?.lines.push(line)
    // Lines of standard error are allowed, because users often redirect it as well.
    else if (line.trim() !== '' && !printed.messageLine.test(line)) return undefined
  }
  if (files.length === 0) return undefined
  return files.map(({ path, lines }, index) => ({ path, text: withoutOwnEnd(lines, index === files.length - 1) }))
}

/** Removes the line end that the command adds after each file, so that the file has its original bytes. */
function withoutOwnEnd(lines: readonly string[], isLast: boolean): string {
  const text = isLast ? lines.join('\n') : `${lines.join('\n')}\n`
  return text.endsWith('\n') ? text.slice(0, -1) : text
}
