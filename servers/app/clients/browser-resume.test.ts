/** EventSource in a real Chromium reconnects by itself when the server, or the connection to it, is lost. */
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launchChromium, noChromium } from '../../../harness/client/chromium.ts'
import { answerTo } from '../model-answer.ts'
import { listen, openPage, PATIENT, rows, untilText } from './browser-page.fixture.ts'
import { cuttableWay } from './cuttable-way.fixture.ts'
import { PACES, serverProcess } from './server-process.fixture.ts'

/** Killed, and stopped in an orderly way. */
const SIGNALS = ['SIGKILL', 'SIGTERM'] as const
const title = `EventSource in Chromium${noChromium && ` (not here: ${noChromium})`}`

describe.skipIf(noChromium)(title, { timeout: 30_000 }, () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launchChromium()
  }, 60_000)
  afterAll(() => browser?.close())

  test('numbered notifications go on after each restart, with no gap and no duplicate', async () => {
    await using server = await serverProcess()
    await using opened = await openPage(browser, `${server.url}/notifications`)
    const { page } = opened
    const ids = async () => (await rows(page, '#updates')).map(([id]) => Number(id?.slice(1))).reverse()
    const grown = async () => {
      const { length } = await ids()
      await expect.poll(async () => (await ids()).length, PATIENT).toBeGreaterThan(length)
    }
    for (const signal of SIGNALS) {
      await grown()
      await server.kill(signal)
      await untilText(page, '#state', 'connecting')
      await server.start()
      await untilText(page, '#state', 'open')
    }
    await grown()
    const seen = await ids()
    expect(seen).toEqual(seen.map((_, i) => (seen[0] ?? 0) + i))
  })

  test('the same answer is typed on after each restart, letter by letter', async () => {
    // Slow while the stream is to be interrupted.
    await using server = await serverProcess({ paces: { ...PACES, token: 20 } })
    await using opened = await openPage(browser, `${server.url}/ai`)
    const { page } = opened
    const length = async () => (await page.textContent('#answer'))?.length ?? 0
    const prompt = 'Wie heißt das? 👩‍👩‍👧 '.repeat(20)
    await page.fill('#prompt', prompt)
    await page.click('#ask button')
    for (const signal of SIGNALS) {
      const before = await length()
      await expect.poll(length, PATIENT).toBeGreaterThan(before + 10)
      await server.kill(signal)
      expect(await length()).toBeLessThan(answerTo(prompt).length)
      await server.start({ paces: { ...PACES, token: signal === SIGNALS.at(-1) ? 1 : 20 } })
    }
    await untilText(page, '#state', 'done')
    expect(await page.textContent('#answer')).toBe(answerTo(prompt))
  })

  test('what was published before a restart is gone, and each time a gap tells it', async () => {
    await using server = await serverProcess()
    await using opened = await openPage(browser, server.url)
    const source = await listen(opened.page, 'sse/stream', ['n', 'gap'])
    await expect.poll(source.opened, PATIENT).toBe(1)
    let count = 0
    for (const signal of SIGNALS) {
      await server.publish('n', 'before')
      await source.heard(++count)
      await server.kill(signal)
      await expect.poll(source.state, PATIENT).toBe(0)
      await server.start()
      await source.heard(++count)
    }
    await server.publish('n', 'after')
    const heard = await source.heard(++count)
    expect(heard.map(({ type }) => type)).toEqual(['n', 'gap', 'n', 'gap', 'n'])
    for (const [i, { type, id, data }] of heard.entries()) {
      if (type === 'gap') expect(JSON.parse(data)).toEqual({ from: heard[i - 1]?.id, to: id })
      expect(Number.parseInt(id, 10)).toBeGreaterThan(Number.parseInt(heard[i - 1]?.id ?? '0', 10))
    }
    expect(await source.opened()).toBe(3)
  })

  test('the ticker comes back too, and is told of the gap', async () => {
    await using server = await serverProcess()
    await using opened = await openPage(browser, server.url)
    const source = await listen(opened.page, 'stocks2', ['stockUpdate', 'gap'])
    await source.heard(3)
    await server.kill('SIGKILL')
    const { length } = await source.heard(0)
    await server.start()
    const heard = await source.heard(length + 3)
    expect(heard[length]?.type).toBe('gap')
    expect(JSON.parse(heard[length]?.data ?? '').from).toBe(heard[length - 1]?.id)
    const ids = heard.map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
  })

  test('when only the way is cut, what was published meanwhile comes: no gap, no duplicate', async () => {
    await using server = await serverProcess()
    await using way = await cuttableWay(server.url)
    await using opened = await openPage(browser, way.url)
    const source = await listen(opened.page, 'sse/stream', ['n', 'gap'])
    await expect.poll(source.opened, PATIENT).toBe(1)
    let n = 0
    for (let cut = 0; cut < 5; cut++) {
      await server.publish('n', ++n)
      await source.heard(n)
      way.cut()
      await expect.poll(source.state, PATIENT).toBe(0)
      for (let lost = 0; lost < 3; lost++) await server.publish('n', ++n)
      way.restore()
      await source.heard(n)
    }
    const heard = await source.heard(n)
    expect(heard.map(({ type, data }) => (type === 'n' ? Number(data) : type))).toEqual(
      Array.from({ length: n }, (_, i) => i + 1),
    )
    expect(await source.opened()).toBe(6)
  })

  test('the seventh stream to one HTTP/1.1 host waits until one of the six is closed', async () => {
    await using server = await serverProcess()
    await using opened = await openPage(browser, server.url)
    const streams = () =>
      server.logged.filter(({ event, path }) => event === 'connect' && path === '/sse/stream').length
    const sources = []
    for (let i = 0; i < 6; i++) {
      const source = await listen(opened.page, 'sse/stream', ['n'])
      await expect.poll(source.opened, PATIENT).toBe(1)
      sources.push(source)
    }
    const seventh = await listen(opened.page, 'sse/stream', ['n'])
    // The server does not block it: another client is accepted, and all six streams continue.
    const another = await fetch(`${server.url}/sse/stream`)
    expect(another.status).toBe(200)
    await another.body?.cancel()
    for (let n = 1; n <= 10; n++) {
      await server.publish('n', n)
      for (const source of sources) await source.heard(n)
    }
    expect(await seventh.state()).toBe(0)
    expect(streams()).toBe(7) // six, and the one outside of the browser
    const [first] = sources
    await first?.close()
    await expect.poll(seventh.state, PATIENT).toBe(1)
    await server.publish('n', 11)
    expect((await seventh.heard(1)).map(({ data }) => data)).toEqual(['11'])
    expect((await first?.heard(0))?.length).toBe(10)
  })
})
