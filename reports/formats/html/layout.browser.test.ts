/** Where the page puts things, in windows of several widths. */
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { noChromium } from '../../../harness/client/chromium.ts'
import { goTo, linksIn, useBrowser } from './browser.fixture.ts'
import { hostile, hostileTexts, hostileTrace } from './hostile.fixture.ts'
import { pageOf, trace } from './html.fixture.ts'
import { beside, facts, latencies, long, usual } from './page.fixture.ts'

describe.skipIf(noChromium !== '')('index.html in windows of several widths', () => {
  const open = useBrowser()

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

  test('on a phone the second product is one tap away, and so is the way back', async () => {
    const { page, wrong } = await open(pageOf(long), '', { width: 360, height: 760 })
    const shown = () =>
      page.locator('.heat-frame:visible caption, .heat-frame:visible thead th:first-child').allTextContents()
    const all = await shown()
    await page.locator('.count a', { hasText: 'nginx' }).click()
    expect(new URL(page.url()).hash).toBe('#?product=nginx')
    // The event `hashchange` may arrive after the click has returned.
    await expect.poll(async () => (await shown()).map((text) => text.replace(/\d.*/, ''))).toEqual(['nginx'])
    await page.locator('.count a', { hasText: 'show all' }).click()
    await expect.poll(shown).toEqual(all)
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

  test('each name in a timeline is nearer to its own lane than to the marks of the one above', async () => {
    const { page } = await open(
      pageOf(usual, (id) => trace(id, facts)),
      '#nginx/defaults/delivery',
    )
    await page.locator('.timeline svg').waitFor()
    const [marks, names] = await Promise.all(
      ['.timeline .mark', '.timeline .lane-name'].map((selector) =>
        page.locator(selector).evaluateAll((all) =>
          all.map((one) => {
            const { top, bottom } = one.getBoundingClientRect()
            return { top, bottom }
          }),
        ),
      ),
    )
    const [, proxy] = names ?? []
    const above = (marks ?? []).filter(({ bottom }) => bottom < (proxy?.bottom ?? 0))
    expect(above.length).toBeGreaterThan(0)
    expect((proxy?.top ?? 0) - Math.max(...above.map(({ bottom }) => bottom))).toBeGreaterThan(10)
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
