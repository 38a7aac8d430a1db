import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
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

/** A browser writes what a page stores when it closes; of six, some write it after their connection has ended. */
const STORING = `<script>
  for (let n = 0; n < 500; n += 1) for (const one of [sessionStorage, localStorage]) one.setItem(n, 'x'.repeat(2000))
</script>`

test.skipIf(noChromium !== '')('what browsers wrote is gone when they are closed', { timeout: 60_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'chromium-test-'))
  const server = createServer((_, response) => response.setHeader('Content-Type', 'text/html').end(STORING))
  try {
    await once(server.listen(0, '127.0.0.1'), 'listening')
    const { port } = server.address() as AddressInfo
    for (let n = 0; n < 6; n += 1) {
      await using browser = await launchChromium([], folder)
      await (await browser.newPage()).goto(`http://127.0.0.1:${port}/`)
      expect(readdirSync(folder)).not.toEqual([])
    }
    expect(readdirSync(folder)).toEqual([])
  } finally {
    server.close()
    rmSync(folder, { recursive: true, force: true })
  }
})
