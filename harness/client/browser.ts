/** A real Chromium, for what only a browser shows. It comes with the development packages; without them scenarios that need it are skipped. */
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
  /** Why there is none here; undefined when there is one. */
  missing(): Promise<string | undefined>
  /** A page in a context of its own: no cookies, cache or connections are shared with another. */
  page(request: PageRequest): ReturnType<typeof openPage>
}

/** Started when it is first asked for, one for all. */
export function createBrowser(): Browser {
  let launched: Promise<Chromium> | undefined
  const launch = (): Promise<Chromium> => {
    launched ??= launchChromium()
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
      // A browser takes the name that it asks for from the URL; where that name is, is a matter of the whole browser.
      const own = await launchChromium([`--host-resolver-rules=MAP ${host} ${address.host}`])
      const page = await openPage(await contextOf(own), at, parts)
      return { ...page, [Symbol.asyncDispose]: () => own.close() }
    },
    async [Symbol.asyncDispose]() {
      const chromium = await launched?.catch(() => undefined)
      await chromium?.close()
    },
  }
}
