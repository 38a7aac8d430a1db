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
