import type { AttemptFact, ClientFact, ClientStream, Ms } from '../model/index.ts'
import { now } from '../wire/timestamp.ts'
import { mediaType } from './head.ts'
import { createWaits } from './latches.ts'
import type { StreamRequest } from './request.ts'
import { type Attempt, startAttempt } from './request-attempt.ts'

/** WHATWG HTML §9.2.1 leaves this to the user agent ("a few seconds"); it is short here, so that scenarios do not wait. */
const RECONNECTION_TIME: Ms = 100
/** Longest delay of a timer; a longer one would fire immediately. */
const LONGEST_DELAY: Ms = 2 ** 31 - 1

/**
 * Opens a stream and measures it: every fact goes to `sink`, with `t` absolute (see harness/wire/timestamp.ts).
 *
 * With `open.reconnect` it behaves as WHATWG's EventSource (HTML §9.2): it stops permanently at a status other than 200 or
 * another content type, and starts another attempt, with the last event id, after any end or network error. Redirects are not
 * followed: they count as a status other than 200. Without it: one attempt, whatever the response. `head` and `ended` refer to
 * attempt 1 by default; they also resolve once no further attempt will be made. `arrived` matches comments of up to 200 UTF-16
 * units.
 */
export function openStream(options: StreamRequest & { readonly sink: (fact: ClientFact) => void }): ClientStream {
  const { sink, ...request } = options
  const reconnect = request.open.reconnect ?? false
  const waits = createWaits()
  const byteWaits = new Set<{ atLeast: number; resolve: () => void }>()
  let attempt: Attempt
  let number = 0
  let received = 0
  let lastEventId = ''
  let reconnectionTime = RECONNECTION_TIME
  let timer: NodeJS.Timeout | undefined
  let final = false

  const record = (fact: AttemptFact) => {
    sink({ side: 'client', client: request.client, attempt: number, ...fact } as ClientFact)
    switch (fact.fact) {
      case 'head':
        waits.happen(`head ${number}`)
        if (reconnect) checkHead(fact.status, mediaType(fact.headers))
        break
      case 'body':
        received += fact.bytes
        for (const wait of byteWaits) {
          if (received >= wait.atLeast && byteWaits.delete(wait)) wait.resolve()
        }
        break
      case 'event':
        waits.happen(`arrived ${fact.id}`)
        break
      case 'comment':
        if (fact.text.length === fact.size) waits.happen(`arrived ${fact.text}`)
        break
      case 'message':
        waits.happen(`arrived ${fact.text}`)
        break
      case 'id':
        lastEventId = fact.value
        break
      case 'retry':
        reconnectionTime = fact.value
        break
      case 'end':
        over(fact.byUs)
        break
    }
  }
  const checkHead = (status: number, type: string) => {
    if (status === 200 && type === 'text/event-stream') return
    final = true
    const because = status === 200 ? `content type ${type || 'missing'}` : `status ${status}`
    record({ t: now(), fact: 'gave-up', because })
    waits.happen('gave up')
    // As a browser aborts a request; a response that is already complete ends by itself first.
    const { close } = attempt
    setImmediate(close)
  }
  const over = (byUs: boolean) => {
    waits.happen(`head ${number}`)
    waits.happen(`ended ${number}`)
    if (byUs || !reconnect) final = true
    if (final) return noMore()
    const after = Math.min(reconnectionTime, LONGEST_DELAY)
    record({ t: now(), fact: 'reconnecting', after, lastEventId })
    timer = setTimeout(start, after)
  }
  const noMore = () => {
    waits.giveUp('head ')
    waits.giveUp('ended ')
  }
  const start = () => {
    timer = undefined
    number++
    received = 0
    attempt = startAttempt(request, number, lastEventId, record)
  }
  start()

  const untilAttempt = (what: 'head' | 'ended', of: number) => {
    return final && of > number ? Promise.resolve() : waits.until(`${what} ${of}`)
  }
  return {
    name: request.client,
    head: (of = 1) => untilAttempt('head', of),
    ended: (of = 1) => untilAttempt('ended', of),
    arrived: (what) => waits.until(`arrived ${what}`),
    gaveUp: () => waits.until('gave up'),
    bytes(atLeast) {
      if (received >= atLeast) return Promise.resolve()
      return new Promise((resolve) => byteWaits.add({ atLeast, resolve }))
    },
    get received() {
      return received
    },
    get read() {
      return attempt.read
    },
    close() {
      final = true
      if (timer !== undefined) {
        clearTimeout(timer)
        noMore()
      }
      return attempt.close()
    },
    send: (text) => attempt.send(text),
    finish: () => attempt.finish(),
    pause: () => attempt.pause(),
    windowUsedUp: async () => attempt.windowUsedUp?.(),
    resume: () => attempt.resume(),
    vanish: () => attempt.vanish(),
  }
}
