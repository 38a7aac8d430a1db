/** Does the application close its end of a connection that its client has left? The kernel shows it, where the application is on this machine. */
import { setTimeout as pause } from 'node:timers/promises'
import type { RelayedExchange } from '../../servers/relay/relayed-exchange.ts'
import type { Ms } from '../model/index.ts'
import { connectionState } from '../wire/connection-state.ts'
import { now } from '../wire/timestamp.ts'
import { seconds } from './time-words.ts'

type Ends = RelayedExchange['ends']

/** `unknown`: the application's socket is not visible here. */
export type Leaving = { readonly noticedAfter: Ms } | 'not-noticed' | 'unknown'

const LEAVING_PATIENCE: Ms = 1500
const POLL: Ms = 10

const isOpen = (state: string | undefined): boolean => state === 'ESTABLISHED' || state === 'CLOSE_WAIT'

/** Whether its closing could be seen: a socket that was never visible is not one that was closed. */
export const isVisible = (ends: Ends): boolean =>
  ends !== undefined && isOpen(connectionState({ from: ends.theirs, to: ends.ours }))

/** Until the application's end of a connection that we have closed is closed too. @param visible it was, while the connection was open */
export async function watchClosing(ends: Ends, visible: boolean, patience = LEAVING_PATIENCE): Promise<Leaving> {
  if (ends === undefined || !visible) return 'unknown'
  const from = now()
  while (now() - from < patience) {
    if (!isOpen(connectionState({ from: ends.theirs, to: ends.ours }))) return { noticedAfter: now() - from }
    await pause(POLL)
  }
  return 'not-noticed'
}

/** How long an application that serves one request at a time may take to notice that the client has left. */
const FREE_PATIENCE: Ms = 3000

/** Until the application is free for the next request. */
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
