/** The page around the data: one file that makes no requests, and runs no script but its own. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { attribute, oneLine } from '../../markdown/text.ts'
import { bundle, pageFile } from './bundle.ts'

const STYLES = ['base.css', 'levels.css', 'front.css', 'heat.css', 'profile.css', 'timeline.css', 'print.css']

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

export interface Page {
  readonly title: string
  /** A sentence for browsers without scripts. */
  readonly summary: string
  /** `compress`ed: the report, then the blocks of traces. */
  readonly data: readonly string[]
}

/** @returns the page before its data, and the page after it: the room between is known before the data is */
export function pageAround({ title, summary }: Omit<Page, 'data'>): { before: string; after: string } {
  const script = bundle(pageFile('client', 'main.ts'))
  const style = STYLES.map((name) => readFileSync(pageFile('styles', name), 'utf8')).join('\n')
  const policy = [
    "default-src 'none'",
    `script-src ${hashOf(script)}`,
    `style-src ${hashOf(style)}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
  const before = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${attribute(oneLine(title))}</title>
<style>${style}</style>
</head>
<body>
<div id="page"><main><h1>${attribute(oneLine(title))}</h1><p>${attribute(oneLine(summary))}</p>
<noscript><p>This page draws itself with a script of its own. Without it, read <code>report.md</code> beside this file.</p></noscript></main></div>
`
  return { before, after: `<script>${script}</script>\n</body>\n</html>\n` }
}

/** A block of data that browsers do not run. */
export const dataBlock = (index: number, content: string): string =>
  `<script type="application/octet-stream" id="data-${index}">${content}</script>\n`
