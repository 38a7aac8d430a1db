/** Turns an unforeseen error into one line: who has to act, and how. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { withoutSecrets } from '../diagnose/report/redacted.ts'
import { TOP } from '../matrix/folders.ts'
import { toolVersion } from '../matrix/tool-version.ts'
import { sayError } from '../model/index.ts'
import { machineFault } from '../run/machine-fault.ts'
import { terminalWidth, wrapSentences } from '../terminal/columns.ts'
import type { Wording } from './tell-error.ts'

/** A longer text is a dump and is truncated. */
const LONGEST = 500

export function sayFault(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  // Redacted before it is truncated, because part of a secret would not be recognised.
  const oneLine = withoutSecrets(message)
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
    .slice(0, LONGEST)
  const lacking = machineFault((error as NodeJS.ErrnoException | undefined)?.code, oneLine)
  if (lacking !== undefined) return sayError(lacking)
  const { bugs } = JSON.parse(readFileSync(join(TOP, 'package.json'), 'utf8')) as { bugs?: { url?: string } }
  const where = bugs?.url === undefined ? '' : ` at ${bugs.url}`
  return (
    `internal error: ${oneLine}. This is a fault of sse-compat, and no verdict. Please report it${where}: what you typed, ` +
    `"${toolVersion()}, Node ${process.version}", and what the same command prints with SSE_COMPAT_DEBUG=1`
  )
}

/** For every command except the server's in its container. */
export const WORDING: Wording = {
  sayFault,
  withoutSecrets,
  wrapped: (text) => wrapSentences(text, terminalWidth(process.stderr)),
}
