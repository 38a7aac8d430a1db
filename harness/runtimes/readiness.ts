/** Is a proxy there? Asked over its own port, since a log line or a pid file says less. */

import { connect } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import type { Address, Ms, Prepared } from '../model.ts'

const BETWEEN_TRIES: Ms = 3
/** For one answer: an accepted connection on which nothing comes is tried again, in case its worker was still starting. */
const ONE_TRY: Ms = 2000

/** Resolves with true when any HTTP answer came, with false when `signal` ended the wait. Never rejects. */
export async function untilAnswering(address: Address, prepared: Prepared, signal: AbortSignal): Promise<boolean> {
  const head = probeHead(prepared, address)
  while (!signal.aborted) {
    if (await answersOnce(address, head, signal)) return true
    await pause(BETWEEN_TRIES, undefined, { signal }).catch(() => {})
  }
  return false
}

/** The origin knows this target and answers 204 at once. */
function probeHead(prepared: Prepared, address: Address): string {
  const target = `${prepared.path}${prepared.path.endsWith('/') ? '' : '?'}.sse-compat-ready`
  return `GET ${target} HTTP/1.1\r\nHost: ${prepared.host || `${address.host}:${address.port}`}\r\nConnection: close\r\n\r\n`
}

function answersOnce(address: Address, head: string, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(address)
    const finish = (answer: boolean) => {
      signal.removeEventListener('abort', giveUp)
      socket.destroy()
      resolve(answer)
    }
    const giveUp = () => finish(false)
    signal.addEventListener('abort', giveUp)
    socket.setTimeout(ONE_TRY, giveUp)
    socket.on('connect', () => socket.write(head))
    socket.on('data', (data) => finish(data.subarray(0, 5).toString('latin1') === 'HTTP/'))
    socket.on('error', giveUp)
    socket.on('close', giveUp)
  })
}
