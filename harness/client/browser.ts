/**
 * A real Chromium, for behaviour that only a browser has. It is one of the development dependencies; without it, scenarios that
 * need it are skipped.
 */
import type { Browser as Chromium } from 'playwright-core'
import type { Address, Front } from '../model/index.ts'
import { launchChromium } from './chromium.ts'
import { openPage, type PageParts } from './page.ts'

const contextOf = (chromium: Chromium) => chromium.newContext({ ignoreHTTPSErrors: true })

export interface PageRequest extends PageParts {
  readonly address: Address
  readonly host: string
  readonly front: Front
}

export interface Browser extends AsyncDisposable {
  /** Why no browser is available; undefined when one is. */
  missing(): Promise<string | undefined>
  /** A page in its own context: it shares no cookies, cache or connections with other pages. */
  page(request: PageRequest): ReturnType<typeof openPage>
}

/**
 * Started when it is first needed; all pages share it.
 * @param folder for its profile. Default: the system's temporary folder
 */
export function createBrowser(folder?: string): Browser {
  let launched: Promise<Chromium> | undefined
  const launch = (): Promise<Chromium> => {
    launched ??= launchChromium([], folder)
    return launched
  }
  return {
    async missing() {
      try {
        await launch()
        return undefined
      } catch (error) {
        return `no browser: ${(error as Error).message.split('\n', 1)[0]}`
      }
    },
    async page({ address, host, front, ...parts }) {
      const scheme = front === 'h1' ? 'http' : 'https'
      const at = `${scheme}://${host || address.host}:${address.port}`
      if (host === '') return openPage(await contextOf(await launch()), at, parts)
      // A page's Host header comes from its URL, and the address of that host can only be set for a whole browser, so this needs
      // a browser of its own.
      const own = await launchChromium([`--host-resolver-rules=MAP ${host} ${address.host}`], folder)
      const page = await openPage(await contextOf(own), at, parts)
      return { ...page, [Symbol.asyncDispose]: () => own.close() }
    },
    async [Symbol.asyncDispose]() {
      const chromium = await launched?.catch(() => undefined)
      await chromium?.close()
    },
  }
}
