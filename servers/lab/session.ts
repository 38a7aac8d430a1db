/** The session of one client of the lab: the streams that it scripts, and their news. */
import { randomBytes } from 'node:crypto'
import type { ExchangeFact, Ms, OriginFact } from '../../harness/model/index.ts'
import type { ScriptedExchange } from '../origin/exchange.ts'
import type { LabLimits } from './limits.ts'
import type { LabCall, LabNews, NumberedCall } from './protocol.ts'

interface Open {
  readonly token: string
  readonly exchange: ScriptedExchange
  readonly timer: NodeJS.Timeout
}

interface Opened {
  readonly client: string
  readonly attempt: number
  readonly exchange: ScriptedExchange
  readonly hasBody: boolean
}

/** Bytes of the calls of all sessions that are not done. */
export interface Waiting {
  bytes: number
}

export class Session {
  /** The start of the tokens of its test cases. */
  readonly prefix = randomBytes(12).toString('hex')
  readonly #limits: LabLimits
  readonly #waiting: Waiting
  readonly #open = new Map<number, Open>()
  /** News that has not been fetched; the first entry has the number `#first`. */
  #news: LabNews[] = []
  #first = 1
  #exchanges = 0
  /** Highest serial number of the calls that were started. */
  #calls = 0
  #wake = (): void => {}
  lastMessage: Ms

  constructor(limits: LabLimits, waiting: Waiting, now: Ms) {
    this.#limits = limits
    this.#waiting = waiting
    this.lastMessage = now
  }

  /** Number of open streams. */
  get streams(): number {
    return this.#open.size
  }

  /** Number for the next exchange. */
  next(): number {
    this.#exchanges += 1
    return this.#exchanges
  }

  tell(news: LabNews): void {
    if (this.#news.length >= this.#limits.news) return
    this.#news.push(news)
    this.#wake()
  }

  fact(token: string, exchange: number, fact: ExchangeFact | OriginFact): void {
    this.tell({ news: 'fact', token, exchange, fact: fact as OriginFact })
  }

  opened(number: number, token: string, { client, attempt, exchange, hasBody }: Opened): void {
    // Its maximum duration is over: ends it correctly.
    const timer = setTimeout(() => void exchange.end(), this.#limits.stream)
    this.#open.set(number, { token, exchange, timer })
    const { lastEventId } = exchange
    this.tell({
      news: 'exchange',
      token,
      client,
      attempt,
      exchange: number,
      hasBody,
      ...(lastEventId === undefined ? {} : { lastEventId }),
    })
    void exchange.left().then(() => {
      clearTimeout(timer)
      this.#open.delete(number)
      this.tell({ news: 'left', exchange: number })
    })
  }

  /** Starts the calls in order; the completion of each becomes news. */
  begin(calls: readonly NumberedCall[]): void {
    for (const { call, exchange: number, does } of calls) {
      // A repeated call, whose response was lost.
      if (call <= this.#calls) continue
      this.#calls = call
      const exchange = this.#open.get(number)?.exchange
      const done = (): void =>
        this.tell({
          news: 'done',
          call,
          exchange: number,
          written: exchange?.written ?? 0,
          unsent: exchange?.unsent ?? 0,
        })
      if (exchange === undefined || !this.#isWithin(exchange, does)) {
        done()
        continue
      }
      const size = sizeOf(does)
      this.#waiting.bytes += size
      const over = (): void => {
        this.#waiting.bytes -= size
        done()
      }
      void act(exchange, does).then(over, over)
    }
  }

  #isWithin(exchange: ScriptedExchange, does: LabCall): boolean {
    if (does.act === 'end' || does.act === 'fin' || does.act === 'reset') return true
    const size = sizeOf(does)
    const { piece, bytes, unsent, waiting } = this.#limits
    if (this.#waiting.bytes + size > waiting) return false
    return size <= piece && exchange.written + size <= bytes && exchange.unsent <= unsent
  }

  /** The news after number `since`; waits up to `patience` if there is none. */
  async newsAfter(since: number, patience: Ms): Promise<{ readonly until: number; readonly news: readonly LabNews[] }> {
    const known = Math.max(0, Math.min(this.#news.length, since + 1 - this.#first))
    this.#news = this.#news.slice(known)
    this.#first += known
    if (this.#news.length === 0) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, patience)
        this.#wake = () => {
          clearTimeout(timer)
          resolve()
        }
      })
      // Related news arrives in the same turn of the event loop.
      await new Promise<void>((resolve) => setImmediate(resolve))
      this.#wake = () => {}
    }
    const news = [...this.#news]
    return { until: this.#first + news.length - 1, news }
  }

  /** Correctly. The session goes on. */
  endStreams(): void {
    for (const { exchange } of this.#open.values()) void exchange.end()
  }

  close(): void {
    for (const { exchange, timer } of this.#open.values()) {
      clearTimeout(timer)
      exchange.abandon()
    }
    this.#wake()
  }
}

function act(exchange: ScriptedExchange, does: LabCall): Promise<void> {
  switch (does.act) {
    case 'head':
      return exchange.sendHead(does.options)
    case 'event':
      return exchange.sendEvent(does.event)
    case 'comment':
      return exchange.sendComment(does.text)
    case 'padding':
      return exchange.sendPadding(does.bytes)
    case 'bytes':
      return exchange.sendBytes(Buffer.from(does.base64, 'base64'))
    case 'end':
      return exchange.end()
    case 'fin':
      return exchange.fin(does.where)
    case 'reset':
      return exchange.reset()
  }
}

function sizeOf(does: LabCall): number {
  switch (does.act) {
    case 'padding':
      return Number.isSafeInteger(does.bytes) && does.bytes > 0 ? does.bytes : Number.POSITIVE_INFINITY
    case 'bytes':
      return does.base64.length
    case 'event':
      return does.event.data.length
    default:
      return 0
  }
}
