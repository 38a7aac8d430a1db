/** The latest check is kept, so that a second look at it (`check --last`) needs no second run. */
import { randomUUID } from 'node:crypto'
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import type { PrintedReport } from '../diagnose/report/redacted.ts'
import { toolVersion } from '../matrix/tool-version.ts'
import { SseCompatError } from '../model/index.ts'

export interface KeptCheck {
  readonly printed: PrintedReport
  /** One diff for all routes; without secrets. '' for none. */
  readonly change: string
}

export interface LastCheck {
  /** One for each file or folder that was named. */
  readonly checks: readonly KeptCheck[]
  readonly code: number
}

/** Characters. A report of fifty routes has some million. */
const LARGEST = 2 ** 24

/** In the user's own cache folder: a check may run with other rights than those of this program's folder. */
export const lastCheckFile = (env: NodeJS.ProcessEnv = process.env): string =>
  join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'sse-proxy-compat', 'last-check.json')

/** Only for this user's eyes. @returns false where it could not be written: that is no fault of the check */
export async function keepLastCheck(last: LastCheck, file: string): Promise<boolean> {
  const text = JSON.stringify({ schema: 1, tool: toolVersion(), ...last })
  if (text.length > LARGEST) return false
  const temporary = `${file}.${randomUUID()}`
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 })
    const handle = await open(temporary, 'wx', 0o600)
    await handle.writeFile(text).finally(() => handle.close())
    // An earlier file may have been made with other rights; what is read is never half of one.
    await rename(temporary, file)
    return true
  } catch {
    await rm(temporary, { force: true }).catch(() => undefined)
    return false
  }
}

/** @throws SseCompatError `no-report` */
export async function readLastCheck(file: string): Promise<LastCheck> {
  const refuse = (message: string): SseCompatError =>
    new SseCompatError('no-report', message, { where: file, advice: 'Run `sse-compat check <config>` first.' })
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw refuse(code === 'ENOENT' ? 'no check was kept' : `the latest check cannot be read (${code})`)
  }
  let kept: unknown
  try {
    kept = JSON.parse(text)
  } catch {}
  if (!isKept(kept)) throw refuse('the latest check was kept by another version, or is damaged')
  return kept
}

const isKept = (value: unknown): value is LastCheck => {
  const { schema, tool, checks, code } = (value ?? {}) as Readonly<Record<string, unknown>>
  return schema === 1 && tool === toolVersion() && Array.isArray(checks) && checks.length > 0 && Number.isInteger(code)
}
