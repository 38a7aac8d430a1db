/** What the page says: filters, names, numbers. */
import { describe, expect, test } from 'vitest'
import { noChromium } from '../../../harness/client/chromium.ts'
import { go, rows, useBrowser } from './browser.fixture.ts'
import { NO_TEXTS, pageOf, trace } from './html.fixture.ts'
import { differing, facts, routed, usual, withConfigs } from './page.fixture.ts'

describe.skipIf(noChromium !== '')('the texts of index.html', () => {
  const open = useBrowser()

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
})
