import { connect, type Socket } from 'node:net'

/** For tests: one connection, whose bytes are the test's own. */
export interface RawConnection extends Disposable {
  readonly socket: Socket
  /** What came so far. */
  text(): string
  /** Statuses of the answers that came so far, interim ones too. */
  statuses(): number[]
  /** Resolves once the text satisfies the test; rejects where the connection closes before. */
  until(test: (text: string) => boolean): Promise<void>
  /** Resolves once the connection is closed, however. */
  readonly closed: Promise<void>
}

/** @param bytes sent at once, as latin1 */
export function rawConnection(port: number, bytes: string | Buffer = ''): RawConnection {
  const socket = connect({ host: '127.0.0.1', port, noDelay: true })
  const checks = new Set<() => void>()
  let text = ''
  socket.setEncoding('latin1')
  socket.on('data', (piece: string) => {
    text += piece
    for (const check of checks) check()
  })
  socket.on('error', () => {}) // a reset is told by `closed` as well
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

/** A whole request; `rest` follows its head. */
export function requestOf(line: string, headers: Readonly<Record<string, string>> = {}, rest = ''): string {
  const lines = Object.entries({ Host: 'test', ...headers }).map(([name, value]) => `${name}: ${value}\r\n`)
  return `${line} HTTP/1.1\r\n${lines.join('')}\r\n${rest}`
}
