/** The pages in a real Chromium, as a person sees them. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launchChromium, noChromium } from '../../../harness/client/chromium.ts'
import { chunkOf, forwarding, streamOf, TOKEN } from '../chat/service.fixture.ts'
import { answerTo, tokensOf } from '../model-answer.ts'
import { listen, openPage, PATIENT, rows, untilText } from './browser-page.fixture.ts'
import { type ServerProcess, serverProcess } from './server-process.fixture.ts'

const HOSTILE = '<img src=x onerror="window.hacked = 1"><script>window.hacked = 1</script>'

describe.skipIf(noChromium)(
  `pages in Chromium${noChromium && ` (not here: ${noChromium})`}`,
  { timeout: 30_000 },
  () => {
    let browser: Browser
    let server: ServerProcess
    beforeAll(async () => {
      ;[browser, server] = await Promise.all([launchChromium(), serverProcess()])
    }, 60_000)
    afterAll(async () => {
      await Promise.all([browser?.close(), server?.[Symbol.asyncDispose]()])
    })
    /** Undefined unless text that should only be displayed was executed. */
    const hacked = (page: Page) => page.evaluate('window.hacked')

    test.for(['/', '/ticker', '/notifications', '/ai'])('%s loads without a complaint', async (path) => {
      await using opened = await openPage(browser, server.url + path)
      await opened.page.locator('h1').waitFor()
      expect(opened.complaints).toEqual([])
    })

    test('/ticker: rows come at the top, in local time, with a green price', async () => {
      const place = { locale: 'de-DE', timezoneId: 'Asia/Tokyo' }
      await using opened = await openPage(browser, `${server.url}/ticker`, place)
      const { page } = opened
      await untilText(page, '#state', 'open')
      const source = await listen(page, 'stocks2', ['stockUpdate'])
      const quotes = (await source.heard(5)).map(({ data }) => JSON.parse(data))
      const expected = quotes.toReversed().map(({ symbol, price, timestamp }) => {
        const time = new Date(timestamp).toLocaleTimeString(place.locale, { timeZone: place.timezoneId })
        return [time, symbol, `$${price.toFixed(2)}`]
      })
      await source.close()
      const contained = JSON.stringify(expected).slice(1, -1)
      await expect.poll(async () => JSON.stringify(await rows(page, '#updates')), PATIENT).toContain(contained)
      const color = await page.evaluate<string>("getComputedStyle(document.querySelector('.price')).color")
      const [red = 0, green = 0, blue = 0] = color.match(/\d+/g)?.map(Number) ?? []
      expect(green).toBeGreaterThan(Math.max(red, blue))
      expect(opened.complaints).toEqual([])
    })

    test('a new row is marked for two seconds', async () => {
      await using opened = await openPage(browser, `${server.url}/ticker`, {}, (page) => page.clock.install())
      const { page } = opened
      await page.clock.pauseAt(Date.now() + 3_600_000)
      // The page's clock is stopped, so all rows that arrive from now on have the same time.
      const row = await page.evaluateHandle<{ className: string }>(`new Promise((resolve) => {
      const observer = new MutationObserver(([change]) => resolve(change.addedNodes[0]))
      observer.observe(document.getElementById('updates'), { childList: true })
    })`)
      const marks = () => row.evaluate(({ className }) => className)
      await page.clock.runFor(1999)
      expect(await marks()).toBe('new')
      await page.clock.runFor(1)
      expect(await marks()).toBe('')
    })

    test('/notifications: all four types reach their listener, and the bar follows', async () => {
      await using opened = await openPage(browser, `${server.url}/notifications`)
      const { page } = opened
      await untilText(page, '#state', 'open')
      for (const type of ['notification', 'alert', 'system', 'progress']) {
        await page
          .locator('#updates > li', { has: page.getByText(type, { exact: true }) })
          .first()
          .waitFor()
      }
      await page.locator('#updates > li', { hasText: '100 of 100' }).first().waitFor()
      expect(await page.evaluate("document.getElementById('progress').position")).toBe(1)
      const ids = (await rows(page, '#updates')).map(([id]) => Number(id?.slice(1)))
      expect(ids).toEqual(ids.map((_, i) => (ids[0] ?? 0) - i))
      expect(opened.complaints).toEqual([])
    })

    test('what is published is shown as text, whatever it is', async () => {
      await using opened = await openPage(browser, `${server.url}/notifications`)
      const { page } = opened
      await untilText(page, '#published-state', 'open')
      for (const type of ['notification', 'alert', 'system', 'progress']) {
        await server.publish(type, { message: HOSTILE, level: HOSTILE })
        await page.locator('#published > li', { has: page.getByText(type, { exact: true }) }).waitFor()
      }
      const shown = (await rows(page, '#published')).map(([, , text]) => JSON.parse(text ?? '').message)
      expect(shown).toEqual([HOSTILE, HOSTILE, HOSTILE, HOSTILE])
      expect(await page.locator('#published :is(img, script)').count()).toBe(0)
      expect(await hacked(page)).toBeUndefined()
      expect(opened.complaints).toEqual([])
    })

    test('the content policy stops what would get into a page as markup', async () => {
      await using opened = await openPage(browser, `${server.url}/notifications`)
      const { page } = opened
      await page.evaluate(`
      document.body.insertAdjacentHTML('beforeend', ${JSON.stringify(HOSTILE)})
      const script = document.createElement('script')
      script.textContent = 'window.hacked = 1'
      document.body.append(script)
    `)
      // The handler of the image, and the script.
      await expect
        .poll(() => opened.complaints.filter((text) => /Content Security Policy/.test(text)).length, PATIENT)
        .toBe(2)
      expect(await hacked(page)).toBeUndefined()
    })

    test('/ai: an answer is typed out, and then it is over for good', async () => {
      await using opened = await openPage(browser, `${server.url}/ai`)
      const { page } = opened
      const from = server.logged.length
      await page.fill('#prompt', HOSTILE)
      await page.click('#ask button')
      await untilText(page, '#state', 'open')
      await untilText(page, '#state', 'done')
      expect(await page.textContent('#answer')).toBe(answerTo(HOSTILE))
      expect(await page.locator('#answer :is(img, script)').count()).toBe(0)
      // A source that is not closed at `done` reconnects once, and receives status 204.
      const source = await listen(page, 'sse/ai/stream?prompt=x', ['token', 'done'])
      await page.waitForResponse((response) => response.status() === 204)
      await expect.poll(source.state, PATIENT).toBe(2)
      expect((await source.heard(0)).map(({ id }) => Number(id))).toEqual(
        [...tokensOf(answerTo('x')), 'done'].map((_, i) => i),
      )
      const asked = server.logged
        .slice(from)
        .filter(({ event, path }) => event === 'connect' && path === '/sse/ai/stream')
      expect(asked.length).toBe(2)
      expect(await hacked(page)).toBeUndefined()
      expect(opened.complaints).toEqual([])
    })

    test('/ai: the chat is a POST by fetch, read as it comes', async () => {
      await using opened = await openPage(browser, `${server.url}/ai`)
      const { page } = opened
      const said: string[][] = []
      for (const message of ['Grüße 👩‍👩‍👧', HOSTILE]) {
        await page.fill('#message', message)
        await page.click('#chat button')
        await untilText(page, '#talk > li:last-child > span:last-child', answerTo(message))
        said.push(['you:', message], ['it:', answerTo(message)])
      }
      expect(await rows(page, '#talk')).toEqual(said)
      expect(await hacked(page)).toBeUndefined()
      expect(opened.complaints).toEqual([])
    })

    test('/ai: a chat that is sent on with a key needs the token, for which the page asks', async () => {
      await using both = await forwarding(streamOf(chunkOf('Hello '), chunkOf('back'), 'data: [DONE]\n\n'))
      await using opened = await openPage(browser, `${both.server.url}/ai`)
      const { page } = opened
      const send = async (text: string) => {
        await page.fill('#message', text)
        await page.click('#chat button')
      }
      const answer = '#talk > li:last-child > span:last-child'
      expect(await page.isVisible('#token')).toBe(false)
      await send('Hi')
      await page.locator('#token').waitFor()
      await untilText(page, answer, ' (the publish token is missing or wrong: send Authorization: Bearer <token>)')
      expect(both.asked).toEqual([])
      await page.fill('#token', TOKEN)
      await send('Hi')
      await untilText(page, answer, 'Hello back')
      expect(both.asked).toHaveLength(1)
      // The console shows only the refused request.
      expect(opened.complaints.filter((text) => !/status of 401/.test(text))).toEqual([])
    })

    test('the state is shown as EventSource reports it', async () => {
      await using crowded = await serverProcess({ maxConnections: 1 })
      await using opened = await openPage(browser, `${crowded.url}/ticker`)
      const { page } = opened
      await untilText(page, '#state', 'open')
      await crowded.kill('SIGKILL')
      await untilText(page, '#state', 'connecting')
      await crowded.start()
      await untilText(page, '#state', 'open')
      await using second = await openPage(browser, `${crowded.url}/ticker`)
      await untilText(second.page, '#state', 'closed')
    })
  },
)
