/** Checks whether a proxy responds. Sends requests to its own port, because a log line or a pid file proves less. */

import { connect } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { connect as connectTls } from 'node:tls'
import type { Address, Ms, Prepared } from '../model/index.ts'
import { targetFor } from '../wire/request-target.ts'
import { contextTrusting, SERVER_NAME } from './certificates.ts'

/**
 * Wait between two tries: a share of the elapsed time. So a proxy that takes 500 ms to start on a busy machine costs 40 tries
 * instead of 150, and is detected at most an eighth late.
 */
const MIN_WAIT: Ms = 3
const MAX_WAIT: Ms = 100
const WAIT_SHARE = 1 / 8

/** Time to wait until the next try. @param since ms since the first one */
export const waitAfter = (since: Ms): Ms => Math.min(MAX_WAIT, Math.max(MIN_WAIT, since * WAIT_SHARE))

/**
 * Time limit for one response. A connection that is accepted but gets no response is tried again, because its worker may still be
 * starting.
 */
const ONE_TRY: Ms = 2000

/**
 * So many connections in a row that are accepted and closed in order, without a response, are the proxy's answer (nginx's `return 444`,
 * `ssl_reject_handshake`): it runs. A proxy that is still starting refuses connections, resets them, or leaves them waiting.
 */
const CLOSES_IN_A_ROW = 8

/** `closes`: it ends each connection without a response. */
export type Reaction = 'responds' | 'closes' | 'none'

/** The address and request of a probe. */
export interface Probe {
  readonly address: Address
  readonly prepared: Prepared
  /** PEM of the authority that signed its certificate; undefined for a cleartext front. */
  readonly authority: string | undefined
}

/**
 * Resolves with `responds` when any HTTP response arrives, with `closes` when the proxy ends each connection without one, and with `none` when
 * `signal` ended the wait. Never rejects.
 * @param mayClose whether `closes` is accepted; without it such a proxy is tried again
 */
export async function untilReacting(probe: Probe, signal: AbortSignal, mayClose: boolean): Promise<Reaction> {
  const head = probeHead(probe)
  const started = performance.now()
  for (let closes = 0; !signal.aborted; ) {
    // It may arrive byte by byte, where the rate is limited.
    const { answer, isEnded } = await exchange(probe, head, (text) => text.length > 0, signal)
    if (answer !== '' && 'HTTP/'.startsWith(answer.slice(0, 5))) return 'responds'
    closes = answer === '' && isEnded ? closes + 1 : 0
    if (mayClose && closes === CLOSES_IN_A_ROW) return 'closes'
    await pause(waitAfter(performance.now() - started), undefined, { signal }).catch(() => {})
  }
  return 'none'
}

/** The origin recognises this target and responds with 204 immediately. */
function probeHead({ prepared, address }: Probe): string {
  const target = targetFor(prepared.path, '.sse-compat-ready')
  return `GET ${target} HTTP/1.1\r\nHost: ${prepared.host || `${address.host}:${address.port}`}\r\nConnection: close\r\n\r\n`
}

/**
 * Sends one request on a separate connection. Resolves with the response as soon as it is `enough`, or the connection has ended;
 * with '' where nothing arrived in time. Never rejects.
 */
export const askOnce = async (...asked: Parameters<typeof exchange>): Promise<string> =>
  (await exchange(...asked)).answer

/** `isEnded`: the proxy accepted the connection and closed it in order, or refused the handshake. */
function exchange(
  { address, authority }: Probe,
  request: string,
  enough: (answer: string) => boolean,
  signal: AbortSignal,
): Promise<{ readonly answer: string; readonly isEnded: boolean }> {
  return new Promise((resolve) => {
    const socket =
      authority === undefined
        ? connect(address)
        : connectTls({
            ...address,
            secureContext: contextTrusting(authority),
            servername: SERVER_NAME,
            ALPNProtocols: ['http/1.1'],
          })
    let answer = ''
    const finish = (isEnded = false) => {
      signal.removeEventListener('abort', stop)
      socket.destroy()
      resolve({ answer, isEnded })
    }
    const stop = () => finish()
    signal.addEventListener('abort', stop)
    socket.setTimeout(ONE_TRY, stop)
    socket.on(authority === undefined ? 'connect' : 'secureConnect', () => socket.write(request))
    socket.on('data', (data) => {
      answer += data.toString('latin1')
      if (enough(answer)) finish()
    })
    socket.on('end', () => finish(true))
    // A TLS alert is an answer too: the handshake is refused.
    socket.on('error', ({ code }: NodeJS.ErrnoException) => finish(code?.startsWith('ERR_SSL_') === true))
    socket.on('close', stop)
  })
}
