import { connect, type Socket } from 'node:net'
import { createParser, type EventSourceMessage } from 'eventsource-parser'
import { DEFAULTS, type ServerOptions } from './options.ts'
import { type RunningServer, startServer } from './server.ts'

/** For tests: the application on a free port, at a fast pace, and what it logged. */
export interface TestServer extends RunningServer {
  readonly port: number
  readonly logged: { readonly event: string; readonly [detail: string]: unknown }[]
  stats(): Promise<{ connections: number; published: number; delivered: number; dropped: number }>
  publish(type: unknown, data: unknown): Promise<Response>
  open(path: string, headers?: Record<string, string>): Promise<TestStream>
}

export async function testServer(
  options: Partial<ServerOptions> = {},
  extension?: Parameters<typeof startServer>[2],
): Promise<TestServer> {
  const logged: TestServer['logged'] = []
  const paces = { time: 10, notifications: 10, update: 10, heartbeat: 30, token: 1, stocks: 10 }
  const server = await startServer(
    { ...DEFAULTS, port: 0, paces, ...options },
    (line) => {
      logged.push(JSON.parse(line))
    },
    extension,
  )
  const { url } = server
  return {
    ...server,
    port: Number(new URL(url).port),
    logged,
    stats: async () => (await fetch(`${url}/sse/stats`)).json() as ReturnType<TestServer['stats']>,
    publish: (type, data) =>
      fetch(`${url}/api/notifications`, { method: 'POST', body: JSON.stringify({ type, data }) }),
    open: (path, headers = {}) => openTestStream(url + path, headers),
  }
}

/** For tests: one stream, read as it arrives. */
export interface TestStream extends Disposable {
  readonly response: Response
  /** As on the wire, without framing. */
  readonly text: () => string
  readonly events: EventSourceMessage[]
  /** Resolves with the first events, this many. */
  take(count: number): Promise<EventSourceMessage[]>
  /** Resolves once the text satisfies the test. */
  until(test: (text: string) => boolean): Promise<string>
  /** Resolves at a clean end, and rejects at any other. */
  readonly ended: Promise<void>
}

export async function openTestStream(url: string, headers: Record<string, string>): Promise<TestStream> {
  const leave = new AbortController()
  const response = await fetch(url, { headers: { Accept: 'text/event-stream', ...headers }, signal: leave.signal })
  const events: EventSourceMessage[] = []
  const checks = new Set<() => void>()
  let text = ''
  const parser = createParser({ onEvent: (event) => void events.push(event) })
  const read = async () => {
    for await (const piece of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      text += piece
      parser.feed(piece)
      for (const check of checks) check()
    }
  }
  const ended = read()
  ended.catch(() => {}) // not every test waits for the end
  const until = (test: () => boolean) =>
    new Promise<void>((resolve, reject) => {
      const check = () => {
        if (!test()) return
        checks.delete(check)
        resolve()
      }
      checks.add(check)
      check()
      ended.then(() => reject(new Error(`the stream ended; it had: ${text}`)), reject)
    })
  return {
    response,
    text: () => text,
    events,
    take: (count) => until(() => events.length >= count).then(() => events.slice(0, count)),
    until: (test) => until(() => test(text)).then(() => text),
    ended,
    [Symbol.dispose]: () => leave.abort(),
  }
}

/** For tests: a client that sends a request and then reads nothing. */
export function stalledClient(port: number, path: string): Socket {
  const socket = connect({ host: '127.0.0.1', port })
  socket.on('error', () => {}) // the server disconnects it by a reset
  socket.pause()
  socket.write(`GET ${path} HTTP/1.1\r\nHost: test\r\n\r\n`)
  return socket
}

/** For tests: resolves once a value satisfies the test; the value is requested repeatedly. */
export async function eventually<T>(ask: () => Promise<T> | T, test: (value: T) => boolean): Promise<T> {
  while (true) {
    const value = await ask()
    if (test(value)) return value
    await new Promise((resolve) => setImmediate(resolve))
  }
}
