import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { expect } from 'vitest'

/** For `expect.poll`: a time limit for values that never arrive, far longer than a slow machine needs. */
export const PATIENT = { timeout: 20_000 }

/** For tests: a page in its own window. */
export interface OpenedPage extends AsyncDisposable {
  readonly page: Page
  /** Errors in the browser's console: failed scripts, violations of the content policy, failed requests. */
  readonly complaints: string[]
}

/** For tests. @param prepare is called with the page before it is loaded */
export async function openPage(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
  prepare: (page: Page) => Promise<void> = async () => {},
): Promise<OpenedPage> {
  const context = await browser.newContext(options)
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  await prepare(page)
  await page.goto(url)
  return { page, complaints, [Symbol.asyncDispose]: () => context.close() }
}

/** For tests: the texts of a list's rows, from the top, cell by cell. */
export function rows(page: Page, list: string): Promise<string[][]> {
  const cells = '(row) => Array.from(row.children, (cell) => cell.textContent)'
  return page.evaluate(`Array.from(document.querySelectorAll(${JSON.stringify(`${list} > li`)}), ${cells})`)
}

/** For tests: resolves once the element's text is exactly this. */
export async function untilText(page: Page, selector: string, text: string): Promise<void> {
  await expect.poll(() => page.textContent(selector), PATIENT).toBe(text)
}

interface Heard {
  readonly type: string
  readonly id: string
  readonly data: string
}

/** For tests: an EventSource in a page, and everything that it received. */
export interface Listener {
  /** Its readyState: 0 connecting, 1 open, 2 closed. */
  state(): Promise<number>
  /** How many times it has opened so far. */
  opened(): Promise<number>
  /** Resolves once it has received this many events. */
  heard(atLeast: number): Promise<Heard[]>
  close(): Promise<void>
}

/** For tests. @param types the events that it listens to */
export async function listen(page: Page, path: string, types: readonly string[]): Promise<Listener> {
  const handle = await page.evaluateHandle(
    ({ path, types }) => {
      const source = new EventSource(path)
      const kept = { source, opened: 0, heard: [] as Heard[] }
      source.addEventListener('open', () => kept.opened++)
      for (const type of types) {
        source.addEventListener(type, (event) => {
          const { data, lastEventId } = event as MessageEvent
          kept.heard.push({ type, id: lastEventId, data })
        })
      }
      return kept
    },
    { path, types },
  )
  return {
    state: () => handle.evaluate(({ source }) => source.readyState),
    opened: () => handle.evaluate((kept) => kept.opened),
    async heard(atLeast) {
      await page.waitForFunction(([kept, atLeast]) => kept.heard.length >= atLeast, [handle, atLeast] as const)
      return handle.evaluate((kept) => kept.heard)
    },
    close: () => handle.evaluate(({ source }) => source.close()),
  }
}
