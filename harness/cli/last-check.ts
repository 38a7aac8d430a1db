/** The latest check of each working folder is kept, so that a second look at it (`check --last`) needs no second run. */
import { createHash, randomUUID } from 'node:crypto'
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
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

/** Folders whose latest check is kept. */
const FOLDERS = 20

/**
 * In the user's own cache folder: a check may run with other rights than those of this program's folder.
 * @param folder the working folder, so that the check of another one is not taken for this one's
 */
export function lastCheckFile(folder: string = process.cwd()): string {
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), '.cache')
  const name = createHash('sha256').update(folder).digest('hex').slice(0, 16)
  return join(cache, 'sse-proxy-compat', 'last-checks', `${name}.json`)
}

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
    await dropOldest(dirname(file)).catch(() => undefined)
    return true
  } catch {
    await rm(temporary, { force: true }).catch(() => undefined)
    return false
  }
}

async function dropOldest(folder: string): Promise<void> {
  const files = (await readdir(folder)).map((name) => join(folder, name))
  const dated = await Promise.all(files.map(async (path) => ({ path, at: (await stat(path)).mtimeMs })))
  const old = dated.toSorted((a, b) => b.at - a.at).slice(FOLDERS)
  await Promise.all(old.map(({ path }) => rm(path, { force: true })))
}

/** @throws SseCompatError `no-report` */
export async function readLastCheck(file: string): Promise<LastCheck> {
  const refuse = (message: string): SseCompatError =>
    new SseCompatError('no-report', message, { where: file, advice: 'Run `sse-compat check <config>` here first.' })
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw refuse(
      code === 'ENOENT' ? 'no check was kept for the working folder' : `the latest check cannot be read (${code})`,
    )
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
