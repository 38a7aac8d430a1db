/** The page in a real Chromium, opened from disk as a reader opens it. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { noChromium } from '../../../harness/client/chromium.ts'
import { go, goTo, linksIn, rows, useBrowser } from './browser.fixture.ts'
import { hostile, hostileTexts, hostileTrace } from './hostile.fixture.ts'
import { NO_TEXTS, pageOf, trace } from './html.fixture.ts'
import { facts, usual } from './page.fixture.ts'

describe.skipIf(noChromium !== '')('index.html in Chromium', () => {
  const open = useBrowser()
  const content = pageOf(usual, (id) => trace(id, facts), NO_TEXTS)

  test('filters are in the address, and the address sets them', async () => {
    const { page, wrong } = await open(content)
    expect(await rows(page)).toEqual(['defaults', 'recommended', 'defaults'])
    await page.locator('[name=product]').selectOption('nginx')
    await page.locator('[name=text]').fill('recom')
    expect(await rows(page)).toEqual(['recommended'])
    expect(await page.locator('.heat-frame:visible thead small').allTextContents()).toEqual(['1 of 2 configurations'])
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
})

/** Rules of axe that the page breaks, and elements with a label that assistive technology may ignore. */
const violations = (page: Page): Promise<string[]> =>
  page.evaluate<string[]>(`axe.run(document).then(({ violations, incomplete }) => [
    ...violations,
    ...incomplete.filter(({ id }) => id === 'aria-prohibited-attr'),
  ].map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html).join(' ')))`)
