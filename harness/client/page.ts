/** A page in a browser, and the EventSource streams in it. */
import type { BrowserContext } from 'playwright-core'
import type { BrowserPage, ClientFact, ClientKey, ClientStream, OmitEach } from '../model/index.ts'
import { eventDigest } from '../wire/event-digest.ts'
import { nameInTarget, targetFor } from '../wire/request-target.ts'
import { now } from '../wire/timestamp.ts'
import { createWaits } from './latches.ts'

export interface PageParts {
  readonly path: string
  readonly token: string
  readonly sink: (fact: ClientFact) => void
  /** Called with each stream before it is opened. */
  readonly opened: (stream: ClientStream) => void
  /** Called when the browser ended a request because an interface or an address of this machine came or went. */
  readonly networkChanged: () => void
}

/** Chromium ends the requests that have no connection yet, also where the change does not concern them. */
const NETWORK_CHANGED = 'net::ERR_NETWORK_CHANGED'

/** Client name of the request for the page itself; the stage responds with `PAGE`. */
export const PAGE_NAME = 'page'
export const PAGE = '<!doctype html><meta charset="utf-8"><title>sse</title><link rel="icon" href="data:,">'

/** Messages from the page: `open`, `event`, `error` (with the readyState after it). */
interface Told {
  readonly name: string
  readonly what: 'open' | 'event' | 'error'
  readonly state: number
  readonly id: string
  readonly event: string
  readonly data: string
}

/** @returns the page, once it has been loaded through the proxy */
export async function openPage(
  context: BrowserContext,
  origin: string,
  parts: PageParts,
): Promise<BrowserPage & AsyncDisposable> {
  const { path, token } = parts
  const url = (name: string): string => `${origin}${targetFor(path, `${token}/${nameInTarget(name)}`)}`
  const listeners = new Map<string, (told: Told) => void>()
  const page = await context.newPage()
  await page.exposeFunction('tell', (told: Told) => listeners.get(told.name)?.(told))
  page.on('requestfailed', (request) => {
    if (request.failure()?.errorText === NETWORK_CHANGED) parts.networkChanged()
  })
  await page.goto(url(PAGE_NAME))
  // Requests the page once more, on the connection that the streams will use: the page itself may have been loaded on another
  // one.
  await page.evaluate('fetch(location.href).then((answer) => answer.text()).catch(() => {})')

  return {
    eventSource(name, events = []) {
      if (name === PAGE_NAME) throw new Error(`"${PAGE_NAME}" names the request of the page itself, not a stream`)
      const { stream, told } = streamOf(name, parts.sink, () => page.evaluate(`sources['${name}'].close()`))
      listeners.set(name, told)
      parts.opened(stream)
      const details = JSON.stringify({ name, url: url(name), events })
      void page.evaluate(`(${OPEN})(${details})`).catch(() => {})
      return stream
    },
    async [Symbol.asyncDispose]() {
      await context.close()
    },
  }
}

/** Code that runs in the page. */
const OPEN = `({ name, url, events }) => {
  globalThis.sources ??= {}
  const source = new EventSource(url)
  globalThis.sources[name] = source
  const say = (what, message) => tell({
    name, what, state: source.readyState,
    id: message?.lastEventId ?? '', event: message?.type ?? '', data: String(message?.data ?? ''),
  })
  source.addEventListener('open', () => say('open'))
  source.addEventListener('error', () => say('error'))
  for (const type of ['message', ...events]) source.addEventListener(type, (message) => say('event', message))
}`

const CLOSED = 2

function streamOf(name: string, sink: PageParts['sink'], leave: () => Promise<unknown>) {
  const waits = createWaits()
  let attempt = 1
  let over = false
  const record = (fact: OmitEach<ClientFact, keyof ClientKey | 't'>): void => {
    sink({ side: 'client', client: name, attempt, t: now(), ...fact } as ClientFact)
  }
  const end = (byUs: boolean): void => {
    record({ fact: 'end', socket: 'open', message: byUs ? 'cut' : 'complete', code: '', byUs })
    waits.happen(`head ${attempt}`)
    waits.happen(`ended ${attempt}`)
  }
  const told = ({ what, state, id, event, data }: Told): void => {
    if (over) return
    if (what === 'open') {
      record({ fact: 'head', raw: '', status: 200, headers: [], framing: 'none', encoding: '' })
      waits.happen(`head ${attempt}`)
    } else if (what === 'event') {
      const digest = eventDigest(event === 'message' ? '' : event, id, data)
      record({ fact: 'event', id, event, data: data.slice(0, 200), size: data.length, digest })
      waits.happen(`arrived ${id}`)
    } else {
      end(false)
      over = state === CLOSED
      // A browser reports neither the reconnection delay nor the Last-Event-ID that it sends.
      if (over) record({ fact: 'gave-up', because: 'readyState CLOSED' })
      else record({ fact: 'reconnecting', after: 0, lastEventId: '' })
      if (over) waits.happen('gave up')
      attempt += 1
    }
  }
  const refuse = async (): Promise<never> => {
    throw new Error('EventSource sends no body, and a page cannot vanish')
  }
  const stream: ClientStream = {
    name,
    head: (of = 1) => waits.until(`head ${of}`),
    ended: (of = 1) => waits.until(`ended ${of}`),
    arrived: (what) => waits.until(`arrived ${what}`),
    gaveUp: () => waits.until('gave up'),
    bytes: () => new Promise(() => {}),
    received: 0,
    read: 0,
    async close() {
      if (over) return
      over = true
      await leave().catch(() => {})
      end(true)
    },
    send: refuse,
    finish: refuse,
    pause() {},
    windowUsedUp: async () => {},
    resume() {},
    vanish: refuse,
  }
  return { stream, told }
}
