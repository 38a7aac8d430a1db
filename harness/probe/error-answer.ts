/**
 * Sends one request that is not valid HTTP. It does not reach the application: the hop next to the client responds with its own
 * error page.
 */
import { connectTo } from '../client/connect.ts'
import type { Ms } from '../model/index.ts'
import type { ProbeTarget } from './target.ts'

const PATIENCE: Ms = 5000
const MAX_BYTES = 16 * 1024

/** @returns head and body, one character for each byte; undefined where there was no response */
export function errorAnswer({ address, host, tls }: ProbeTarget, signal: AbortSignal): Promise<string | undefined> {
  return new Promise((resolve) => {
    let answer = ''
    const socket = connectTo({ address, ...(tls === undefined ? {} : { tls }) }, 'http/1.1', {
      connected: () => {},
      ready(ready) {
        ready.on('data', (bytes: Buffer) => {
          answer += bytes.toString('latin1')
          if (answer.length > MAX_BYTES) done()
        })
        ready.on('error', done)
        ready.on('end', done)
        // RFC 9112 §6.3: a Content-Length that is not a number is an unrecoverable error.
        ready.write(`GET / HTTP/1.1\r\nHost: ${host}\r\nContent-Length: x\r\nConnection: close\r\n\r\n`)
      },
      failed: () => done(),
      gone: () => done(),
    })
    const timer = setTimeout(done, PATIENCE)
    signal.addEventListener('abort', done)
    function done(): void {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      socket.destroy()
      resolve(answer === '' ? undefined : answer.slice(0, MAX_BYTES))
    }
  })
}
