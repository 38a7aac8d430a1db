/**
 * Tests whether the application closes its end of a connection after its client has disconnected. The kernel shows that, where
 * the application runs on this machine.
 */
import { setTimeout as pause } from 'node:timers/promises'
import type { RelayedExchange } from '../../servers/relay/relayed-exchange.ts'
import type { Ms } from '../model/index.ts'
import { connectionState } from '../wire/connection-state.ts'
import { now } from '../wire/timestamp.ts'
import { seconds } from './time-words.ts'

type Ends = RelayedExchange['ends']

/** `unknown`: the application's socket is not visible from here. */
export type Leaving = { readonly noticedAfter: Ms } | 'not-noticed' | 'unknown'

const LEAVING_PATIENCE: Ms = 1500
const POLL: Ms = 10

const isOpen = (state: string | undefined): boolean => state === 'ESTABLISHED' || state === 'CLOSE_WAIT'

/** Whether its close can be observed: a socket that was never visible must not be taken for a closed one. */
export const isVisible = (ends: Ends): boolean =>
  ends !== undefined && isOpen(connectionState({ from: ends.theirs, to: ends.ours }))

/**
 * Waits until the application closes its end of a connection that the client has closed.
 * @param visible whether that end was visible while the connection was open
 */
export async function watchClosing(ends: Ends, visible: boolean, patience = LEAVING_PATIENCE): Promise<Leaving> {
  if (ends === undefined || !visible) return 'unknown'
  const from = now()
  while (now() - from < patience) {
    if (!isOpen(connectionState({ from: ends.theirs, to: ends.ours }))) return { noticedAfter: now() - from }
    await pause(POLL)
  }
  return 'not-noticed'
}

/** Maximum time that an application with one request at a time may take to detect a client disconnect. */
const FREE_PATIENCE: Ms = 3000

/** Waits until the application can accept the next request. */
export async function untilFree(ends: Ends): Promise<void> {
  await watchClosing(ends, true, FREE_PATIENCE)
}

export function sayLeaving(leaving: Leaving | undefined, isOver: boolean): string {
  if (isOver) return 'not tested: the response was over'
  if (leaving === undefined || leaving === 'unknown')
    return 'not known: the socket of the application is not visible here (another machine, a container, or not Linux)'
  if (leaving === 'not-noticed') return `not noticed within ${seconds(LEAVING_PATIENCE)}`
  return `noticed after ${seconds(leaving.noticedAfter)}`
}
