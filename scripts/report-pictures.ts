/**
 * Takes pictures of the HTML report for README: `node scripts/report-pictures.ts [run folder]`. Without a run, a small one is
 * made in a temporary folder. Fails where the page writes to the console, or is wider than its window.
 */
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { NOTHING_SELECTED } from '../harness/cli/options.ts'
import { run } from '../harness/cli/run.ts'
import { launchChromium } from '../harness/client/chromium.ts'
import { TOP } from '../harness/matrix/folders.ts'

const PICTURES = join(TOP, 'docs', 'pictures')

/** Name, place in the page, width and height in px, colours. */
const VIEWS = [
  ['report-front', '#', 1280, 800, 'light'],
  ['report-timeline', '#nginx/defaults/delivery', 1280, 800, 'dark'],
  ['report-phone', '#', 360, 760, 'light'],
] as const

const scratch = mkdtempSync(join(tmpdir(), 'sse-compat-pictures-'))
try {
  const page = join(await folderOfRun(process.argv[2]), 'index.html')
  await takePictures(page)
} finally {
  rmSync(scratch, { recursive: true })
}
process.exit()

async function folderOfRun(given: string | undefined): Promise<string> {
  if (given !== undefined && existsSync(join(given, 'index.html'))) return resolve(given)
  const { folder } = await run(
    {
      ...NOTHING_SELECTED,
      profile: ['defaults', 'recommended'],
      scenario: ['delivery', 'heartbeat', 'resume'],
      runtime: 'local',
      reports: scratch,
    },
    'npm start -- --profile defaults,recommended --scenario delivery,heartbeat,resume --runtime local',
    new AbortController().signal,
  )
  return folder
}

async function takePictures(file: string): Promise<void> {
  mkdirSync(PICTURES, { recursive: true })
  const browser = await launchChromium()
  try {
    for (const [name, hash, width, height, colorScheme] of VIEWS) {
      const page = await browser.newPage({ viewport: { width, height }, colorScheme })
      const said: string[] = []
      page.on('console', (message) => said.push(message.text()))
      page.on('pageerror', (error) => said.push(error.message))
      await page.goto(`${pathToFileURL(file).href}${hash}`)
      await page.waitForSelector('html[data-ready]')
      if (name === 'report-timeline') await page.locator('.timeline svg').scrollIntoViewIfNeeded()
      const overflow = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth')
      if (said.length > 0 || overflow > 0) throw new Error(`${name}: ${said.join('; ')} (${overflow} px too wide)`)
      await page.screenshot({ path: join(PICTURES, `${name}.png`) })
      await page.close()
    }
  } finally {
    await browser.close()
  }
}
