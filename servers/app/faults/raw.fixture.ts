import { connect, type Socket } from 'node:net'

/** For tests: one connection, on which the test sends its own bytes. */
export interface RawConnection extends Disposable {
  readonly socket: Socket
  /** What has been received so far. */
  text(): string
  /** Statuses of the responses received so far, including interim ones. */
  statuses(): number[]
  /** Resolves once the text satisfies the test; rejects where the connection is closed before. */
  until(test: (text: string) => boolean): Promise<void>
  /** Resolves once the connection is closed, in whatever way. */
  readonly closed: Promise<void>
}

/** @param bytes sent immediately, as latin1 @param localAddress address to connect from */
export function rawConnection(port: number, bytes: string | Buffer = '', localAddress = '127.0.0.1'): RawConnection {
  const socket = connect({ host: '127.0.0.1', port, noDelay: true, localAddress })
  const checks = new Set<() => void>()
  let text = ''
  socket.setEncoding('latin1')
  socket.on('data', (piece: string) => {
    text += piece
    for (const check of checks) check()
  })
  socket.on('error', () => {}) // `closed` reports a reset as well
  const closed = new Promise<void>((resolve) => socket.on('close', () => resolve()))
  socket.write(bytes, 'latin1')
  return {
    socket,
    text: () => text,
    statuses: () => [...text.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status)),
    until: (test) =>
      new Promise((resolve, reject) => {
        const check = () => {
          if (!test(text)) return
          checks.delete(check)
          resolve()
        }
        checks.add(check)
        check()
        closed.then(() => reject(new Error(`the connection closed; it had: ${text.slice(0, 1000)}`)))
      }),
    closed,
    [Symbol.dispose]: () => socket.destroy(),
  }
}

/** A complete request; `rest` follows its head. */
export function requestOf(line: string, headers: Readonly<Record<string, string>> = {}, rest = ''): string {
  const lines = Object.entries({ Host: 'localhost', ...headers }).map(([name, value]) => `${name}: ${value}\r\n`)
  return `${line} HTTP/1.1\r\n${lines.join('')}\r\n${rest}`
}

/** A server's response to one request. */
export interface RawAnswer {
  readonly status: number | undefined
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/**
 * For tests: sends one request with exactly these header fields, including fields that `fetch` does not allow, and returns the
 * response.
 */
export async function answerTo(
  port: number,
  line: string,
  headers: Readonly<Record<string, string>> = {},
  body = '',
  localAddress?: string,
): Promise<RawAnswer> {
  const bytes = Buffer.from(body)
  const all = { 'Content-Length': String(bytes.length), Connection: 'close', ...headers }
  using connection = rawConnection(
    port,
    Buffer.concat([Buffer.from(requestOf(line, all), 'latin1'), bytes]),
    localAddress,
  )
  await connection.closed
  const [head = '', ...rest] = connection.text().split('\r\n\r\n')
  const fields = head
    .split('\r\n')
    .slice(1)
    .map((field) => [field.slice(0, field.indexOf(':')).toLowerCase(), field.slice(field.indexOf(':') + 1).trim()])
  return { status: connection.statuses()[0], headers: Object.fromEntries(fields), body: rest.join('\r\n\r\n') }
}
