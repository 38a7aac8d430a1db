import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { launchChromium, noChromium } from './chromium.ts'

test.skipIf(noChromium !== '')(
  'a browser leaves signals to the process that started it',
  { timeout: 60_000 },
  async () => {
    const listeners = () =>
      ['SIGINT', 'SIGTERM', 'SIGHUP'].map((signal) => process.listeners(signal as 'SIGINT').length)
    const before = listeners()
    await using browser = await launchChromium()
    expect(browser.isConnected()).toBe(true)
    expect(listeners()).toEqual(before)
  },
)

test.skipIf(noChromium !== '')('what a browser wrote is gone when it is closed', { timeout: 60_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'chromium-test-'))
  try {
    {
      await using browser = await launchChromium([], folder)
      await (await browser.newPage()).goto('data:text/html,a')
      expect(readdirSync(folder)).toHaveLength(1)
    }
    expect(readdirSync(folder)).toEqual([])
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
