/** The page in a real Chromium, opened from disk as a reader opens it. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launchChromium, noChromium } from '../../../harness/client/chromium.ts'
import { hostile, hostileTexts, hostileTrace } from './hostile.fixture.ts'
import { NO_TEXTS, pageOf, trace } from './html.fixture.ts'
import { beside, differing, facts, latencies, long, routed, usual, withConfigs } from './page.fixture.ts'

describe.skipIf(noChromium !== '')('index.html in Chromium', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sse-compat-page-'))
  let browser: Browser
  beforeAll(async () => {
    browser = await launchChromium()
  })
  afterAll(async () => {
    await browser?.close()
    rmSync(folder, { recursive: true })
  })

  /** @returns the page, and what it must not have: requests, violations of its policy, errors, dialogs */
  async function open(
    content: string,
    hash = '',
    size = { width: 1200, height: 900 },
  ): Promise<{ page: Page; wrong: string[] }> {
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
  const go = async (page: Page, hash: string, heading: string): Promise<void> => {
    await page.evaluate(`location.hash = ${JSON.stringify(hash)}`)
    await page.getByRole('heading', { level: 1, name: heading }).waitFor()
  }
  const rows = (page: Page): Promise<string[]> =>
    page.locator('table.heat tbody tr:not(.group):visible .key').allTextContents()
  const content = pageOf(usual, (id) => trace(id, facts), NO_TEXTS)

  test('filters are in the address, and the address sets them', async () => {
    const { page, wrong } = await open(content)
    expect(await rows(page)).toEqual(['defaults', 'recommended', 'defaults'])
    await page.locator('[name=product]').selectOption('nginx')
    await page.locator('[name=text]').fill('recom')
    expect(await rows(page)).toEqual(['recommended'])
    expect(page.url()).toMatch(/#\?product=nginx&text=recom$/)
    await page.getByRole('button', { name: 'show all' }).click()
    expect(await rows(page)).toHaveLength(3)
    await page.close()

    const again = await open(content, '#?front=h2%2Btls')
    expect(await rows(again.page)).toEqual(['defaults'])
    // The failure is of another front.
    expect(await again.page.locator('table.heat .grade:visible').allTextContents()).toEqual(['works'])
    expect([...wrong, ...again.wrong]).toEqual([])
    await again.page.close()
  })

  test('a configuration and a test case have addresses, a timeline, and every fact', async () => {
    const { page, wrong } = await open(content, '#nginx/defaults/delivery')
    await page.getByRole('heading', { level: 1, name: 'nginx/defaults' }).waitFor()
    await page.locator('svg[aria-label*="not received, up to 120"]').waitFor()
    await go(page, '#nginx/defaults/delivery/h1', 'nginx/defaults: delivery')
    await page.locator('table.facts').waitFor()
    expect(await page.locator('table.facts tbody tr').count()).toBe(facts.length)
    expect(await page.locator('table.facts tr.evidence').textContent()).toContain('sent event "1"')
    await page.locator('.filters select').selectOption('client')
    expect(await page.locator('table.facts tbody tr').count()).toBe(4)
    expect(await page.locator('.ending-label').textContent()).toContain('closed by the proxy')
    await go(page, '#nginx/nothing', 'Not in this run')
    expect(wrong).toEqual([])
    await page.close()
  })

  test('keys: move in the table, open, go up, search', async () => {
    const { page, wrong } = await open(content)
    for (const key of ['j', 'ArrowDown', 'ArrowUp', 'ArrowRight', 'Enter']) await page.keyboard.press(key)
    await page.getByRole('heading', { level: 1, name: 'nginx/defaults' }).waitFor()
    expect(page.url()).toMatch(/#nginx\/defaults\/delivery$/)
    await page.keyboard.press('j')
    await page.getByRole('heading', { level: 1, name: 'nginx/recommended' }).waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('heading', { level: 1, name: 'Server-Sent Events' }).waitFor()
    await page.keyboard.press('/')
    await page.keyboard.type('apache')
    expect(await rows(page)).toEqual(['defaults'])
    await page.keyboard.press('Escape')
    await page.keyboard.press('?')
    await page.getByRole('dialog').waitFor()
    expect(wrong).toEqual([])
    await page.close()
  })

  test('the text filter searches what its label says; without a hit the page says so, and can be reset', async () => {
    const { page, wrong } = await open(pageOf(usual, routed, withConfigs))
    const label = 'text: name, verdict, failing criteria, reasons, configuration'
    for (const [text, found] of [
      ['off;', ['recommended']],
      ['expect-reason', ['defaults']],
      ['delivery/live', ['defaults']],
      ['proxy_buffering', ['defaults', 'recommended']],
    ] as const) {
      await page.getByLabel(label).fill(text)
      expect(await rows(page), text).toEqual(found)
      expect(await page.getByText('Nothing matches').isVisible()).toBe(false)
    }
    await page.getByLabel(label).fill('no such text')
    expect(await rows(page)).toEqual([])
    await page.getByText('Nothing matches these filters').waitFor()
    await page.getByRole('button', { name: 'reset the filters' }).click()
    expect(await rows(page)).toHaveLength(3)
    expect(await page.getByText('Nothing matches').isVisible()).toBe(false)
    expect(wrong).toEqual([])
    await page.close()
  })

  test('the tables have no scroll box of their own: products are side by side where they fit, and the head stays in view', async () => {
    const { page, wrong } = await open(pageOf(long), '', { width: 1600, height: 700 })
    const boxes = () =>
      page.locator('.heat-frame').evaluateAll((frames) =>
        frames.map((frame) => {
          const { x, y } = frame.getBoundingClientRect()
          return { x, y, hidden: frame.scrollHeight - frame.clientHeight }
        }),
      )
    const [left, right] = await boxes()
    expect([left?.hidden, right?.hidden]).toEqual([0, 0])
    expect(right?.y).toBe(left?.y)
    expect(right?.x).toBeGreaterThan(left?.x ?? 0)
    const head = page.locator('.heat-frame thead').first()
    await page.locator('.heat tbody tr').nth(40).scrollIntoViewIfNeeded()
    expect(await page.evaluate('scrollY')).toBeGreaterThan(300)
    expect((await head.boundingBox())?.y).toBe(0)
    await page.setViewportSize({ width: 800, height: 700 })
    const [above, below] = await boxes()
    expect(below?.x).toBe(above?.x)
    expect(below?.y).toBeGreaterThan(above?.y ?? 0)
    expect([above?.hidden, below?.hidden]).toEqual([0, 0])
    expect(wrong).toEqual([])
    await page.close()
  })

  test('a window of 360 px cuts nothing off: percentiles, products side by side, labels of the axis', async () => {
    const { page } = await open(
      pageOf(beside, (id) => trace(id, latencies)),
      '',
      { width: 360, height: 800 },
    )
    expect(await cutOff(page, 'table.beside')).toEqual([])
    await goTo(page, '#nginx/defaults/delivery')
    await page.locator('.beside-drawing svg').waitFor()
    expect(await cutOff(page, '.beside-drawing table')).toEqual([])
    const labels = await page
      .locator('.beside-drawing .tick')
      .evaluateAll((all) => all.map((one) => one.getBoundingClientRect()).map(({ left, right }) => ({ left, right })))
    expect(labels.length).toBeGreaterThan(2)
    expect(labels.filter(({ left }, index) => left < (labels[index - 1]?.right ?? 0))).toEqual([])
    await page.close()
  })

  test('test cases are named in words, and known failures are not told as a success', async () => {
    const words = { ...NO_TEXTS, axisWordsOf: () => ({ 'front=h1': 'over cleartext HTTP/1.1' }) }
    const { page } = await open(pageOf(usual, (id) => trace(id, facts), words))
    expect(await page.locator('.expected.yes').textContent()).not.toContain('broken')
    expect(await page.locator('.known').textContent()).toContain('1 broken configuration is known')
    await go(page, '#nginx/defaults/delivery/h1', 'nginx/defaults: delivery')
    expect(await page.locator('.crumbs [aria-current]').textContent()).toBe('cleartext HTTP/1.1')
    await page.close()
  })

  test('numbers are those of the headline where test cases differ, with the range of all', async () => {
    const { page } = await open(pageOf(differing), '#nginx/defaults/delivery')
    const [first = ''] = await page.locator('table.findings td:nth-child(2)').allTextContents()
    expect(first).toContain('until 20,296 bytes')
    expect(first).toContain('buffered 20,296 bytes to 20,298 bytes')
    await page.close()
  })

  test('hostile text stays text, on every page', async () => {
    const { page, wrong } = await open(pageOf(hostile, hostileTrace, hostileTexts))
    const title = await page.title()
    const front = await linksIn(page, 'table.heat a')
    await goTo(page, front[0] ?? '')
    const cases = await linksIn(page, 'ul.cases a')
    expect(cases).not.toEqual([])
    for (const hash of [...front, ...cases, '#']) {
      await goTo(page, hash)
      expect(await page.title()).toBe(title)
      expect(await page.locator('#page :is(img, iframe, object, script, style)').count()).toBe(0)
      expect((await linksIn(page, 'a')).filter((target) => !/^(?:#|https:|traces\/|proxies\/)/.test(target))).toEqual(
        [],
      )
      const text = await page.evaluate<string>('document.body.innerText')
      expect(text.match(/(?![\n\t])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu) ?? []).toEqual([])
    }
    expect(wrong).toEqual([])
    await page.close()
  })

  test.for(['light', 'dark'] as const)('axe finds nothing on any kind of page: %s', async (colorScheme) => {
    const { page } = await open(content)
    await page.emulateMedia({ colorScheme })
    await page.evaluate(readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8'))
    for (const width of [360, 1200]) {
      await page.setViewportSize({ width, height: 800 })
      for (const hash of ['#', '#nginx/defaults', '#nginx/defaults/delivery', '#nginx/defaults/delivery/h1']) {
        await goTo(page, hash)
        expect(await violations(page), `${hash} at ${width} px`).toEqual([])
      }
    }
    // The check itself: text that cannot be read, and a picture without a text.
    await page.evaluate(`{
      const { style } = document.querySelector('h1')
      style.color = '#888'
      style.background = '#777'
      document.querySelector('h1').insertAdjacentHTML('afterend', '<svg role="img" width="9" height="9"></svg>')
    }`)
    const found = await violations(page)
    expect(found.map((one) => one.split(':')[0])).toEqual(['color-contrast', 'svg-img-alt'])
    await page.close()
  })

  test.for([360, 1024, 1600])('nothing is wider than the window: %i px', async (width) => {
    const { page, wrong } = await open(pageOf(hostile, hostileTrace, hostileTexts), '', { width, height: 800 })
    const [first = ''] = await linksIn(page, 'table.heat a')
    for (const hash of [first, '#']) {
      await goTo(page, hash)
      expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0)
    }
    expect(wrong).toEqual([])
    await page.close()
  })
})

/** Cells of a table that begin or end outside of the window. */
const cutOff = async (page: Page, table: string): Promise<string[]> => {
  const { width = 0 } = page.viewportSize() ?? {}
  const cells = await page
    .locator(`${table} :is(td, th):visible`)
    .evaluateAll((all) => all.map((cell) => ({ text: cell.textContent, ...cell.getBoundingClientRect().toJSON() })))
  return cells.flatMap(({ left, right, text }) => (left < 0 || right > width ? [text] : []))
}

/** Rules of axe that the page breaks, and elements with a label that assistive technology may ignore. */
const violations = (page: Page): Promise<string[]> =>
  page.evaluate<string[]>(`axe.run(document).then(({ violations, incomplete }) => [
    ...violations,
    ...incomplete.filter(({ id }) => id === 'aria-prohibited-attr'),
  ].map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html).join(' ')))`)

const linksIn = (page: Page, selector: string): Promise<string[]> =>
  page.locator(selector).evaluateAll((all) => all.map((one) => one.getAttribute('href') ?? ''))

/** To another place. The page is drawn when the event has been handled. */
const goTo = (page: Page, hash: string): Promise<void> =>
  page.evaluate(`new Promise((done) => {
    addEventListener('hashchange', () => setTimeout(done), { once: true })
    if (location.hash === ${JSON.stringify(hash === '#' ? '' : hash)}) done()
    else location.hash = ${JSON.stringify(hash)}
  })`)
