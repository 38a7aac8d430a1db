/** A browser that opens pages from disk as a reader opens them. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll } from 'vitest'
import { launchChromium } from '../../../harness/client/chromium.ts'

/** @returns the page, and what it must not have: requests, violations of its policy, errors, dialogs */
export type Open = (
  content: string,
  hash?: string,
  size?: { readonly width: number; readonly height: number },
) => Promise<{ page: Page; wrong: string[] }>

/** For the tests of a file. */
export function useBrowser(): Open {
  const folder = mkdtempSync(join(tmpdir(), 'sse-compat-page-'))
  let browser: Browser
  beforeAll(async () => {
    browser = await launchChromium()
  })
  afterAll(async () => {
    await browser?.close()
    rmSync(folder, { recursive: true })
  })

  return async (content, hash = '', size = { width: 1200, height: 900 }) => {
    const file = join(folder, 'index.html')
    writeFileSync(file, content)
    const wrong: string[] = []
    const page = await browser.newPage({ viewport: size })
    const address = pathToFileURL(file).href
    page.on('request', (request) => {
      if (request.url().split('#')[0] !== address) wrong.push(`request ${request.url()}`)
    })
    // Chromium reports a violation of the policy on the console.
    page.on('console', (message) => wrong.push(`console ${message.text()}`))
    page.on('pageerror', (error) => wrong.push(`error ${error.message}`))
    page.on('dialog', (dialog) => {
      wrong.push(`dialog ${dialog.message()}`)
      void dialog.dismiss()
    })
    await page.goto(`${address}${hash}`)
    await page.waitForSelector('html[data-ready]')
    return { page, wrong }
  }
}

export const go = async (page: Page, hash: string, heading: string): Promise<void> => {
  await page.evaluate(`location.hash = ${JSON.stringify(hash)}`)
  await page.getByRole('heading', { level: 1, name: heading }).waitFor()
}

/** Names of the configurations that the tables show. */
export const rows = (page: Page): Promise<string[]> =>
  page.locator('table.heat tbody tr:visible .key').allTextContents()

export const linksIn = (page: Page, selector: string): Promise<string[]> =>
  page.locator(selector).evaluateAll((all) => all.map((one) => one.getAttribute('href') ?? ''))

/** To another place. The page is drawn when the event has been handled. */
export const goTo = (page: Page, hash: string): Promise<void> =>
  page.evaluate(`new Promise((done) => {
    addEventListener('hashchange', () => setTimeout(done), { once: true })
    if (location.hash === ${JSON.stringify(hash === '#' ? '' : hash)}) done()
    else location.hash = ${JSON.stringify(hash)}
  })`)
