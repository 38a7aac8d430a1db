import type { BrowserContext } from 'playwright-core'
import { expect, test, vi } from 'vitest'
import { openPage } from './page.ts'

/** A page whose requests fail with these errors while it is loaded. */
function contextThatFails(...errors: string[]): BrowserContext {
  const heard: ((request: object) => void)[] = []
  const page = {
    exposeFunction: async () => {},
    on: (_: string, listener: (request: object) => void) => heard.push(listener),
    goto: async () => {
      for (const errorText of errors) for (const listener of heard) listener({ failure: () => ({ errorText }) })
    },
    evaluate: async () => {},
  }
  return { newPage: async () => page } as unknown as BrowserContext
}

test('requests that the browser ended because the network of the machine changed are told, others are not', async () => {
  const networkChanged = vi.fn()
  const parts = { path: '/', token: 't', sink: () => {}, opened: () => {}, networkChanged }
  await openPage(contextThatFails('net::ERR_CONNECTION_RESET', 'net::ERR_ABORTED'), 'http://x', parts)
  expect(networkChanged).toHaveBeenCalledTimes(0)
  await openPage(contextThatFails('net::ERR_NETWORK_CHANGED'), 'http://x', parts)
  expect(networkChanged).toHaveBeenCalledTimes(1)
})
