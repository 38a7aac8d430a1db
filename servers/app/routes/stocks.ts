import type { App, Route } from '../app.ts'
import { Broadcast } from '../broadcast.ts'
import { encode } from '../encoder.ts'
import { every } from '../ticker.ts'

const SYMBOLS = ['MSFT', 'AAPL', 'GOOG', 'AMZN']

/** A price between 100 and 150, with two decimals at most. @param id the time, ISO 8601 */
function quote(id: string) {
  const symbol = SYMBOLS[Math.floor(Math.random() * SYMBOLS.length)]
  return { id, symbol, price: Math.round(10_000 + Math.random() * 5_000) / 100, timestamp: id.slice(0, 24) }
}

/** `GET /stocks`, and `GET /stocks2`, which can be resumed: the same market, which continues without subscribers. */
export function stocksRoutes(app: App): Route[] {
  const { stocks, stocksLog, closing, options } = app
  const event = 'stockUpdate'
  const all = new Broadcast()
  let latest = ''
  const tick = () => {
    stocksLog.append(event, (id) => {
      latest = JSON.stringify(quote(id))
      return latest
    })
    all.send(encode({ event, data: latest }))
  }
  tick()
  every(options.paces.stocks, closing, tick)
  return [
    {
      method: 'GET',
      path: '/stocks',
      about: 'a stock price, every 2 s',
      kind: 'stream',
      handle({ openStream }) {
        const stream = openStream()
        if (stream === undefined) return
        stream.send(encode({ retry: options.retry }))
        stream.send(encode({ event, data: latest }))
        all.join(stream)
      },
    },
    {
      method: 'GET',
      path: '/stocks2',
      about: 'the same with ids, resumed by Last-Event-ID',
      kind: 'stream',
      handle({ openStream, lastEventId }) {
        const stream = openStream()
        if (stream) stocks.subscribe(stream, { lastEventId, retry: options.retry, latest: true })
      },
    },
  ]
}
