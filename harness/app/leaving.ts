/**
 * Tests whether the application closes its end of a connection after its client has disconnected. The kernel shows that, where
 * the application runs on this machine.
 */
import { setTimeout as pause } from 'node:timers/promises'
import type { RelayedExchange } from '../../servers/relay/relayed-exchange.ts'
import type { Ms } from '../model/index.ts'
import { connectionState, connectionStateLater, socketInode } from '../wire/connection-state.ts'
import { holdersOf } from '../wire/socket-holders.ts'
import { now } from '../wire/timestamp.ts'
import { seconds } from './time-words.ts'

type Ends = RelayedExchange['ends']

/**
 * `unknown`: the application's socket is not visible from here. `kept`: the kernel has closed the connection, because the application
 * wrote to it, but the application has not closed its socket.
 */
export type Leaving = { readonly noticedAfter: Ms } | 'not-noticed' | 'kept' | 'unknown'

/** The application's end of a connection while it was open, and the processes that hold it. */
export interface OpenEnd {
  readonly inode: string
  readonly holders: readonly string[]
}

const LEAVING_PATIENCE: Ms = 1500
const POLL: Ms = 10

const isOpen = (state: string | undefined): boolean => state === 'ESTABLISHED' || state === 'CLOSE_WAIT'

/** Undefined where its close cannot be observed: a socket that was never visible must not be taken for a closed one. */
export function openEnd(ends: Ends): OpenEnd | undefined {
  if (ends === undefined) return undefined
  const theirs = { from: ends.theirs, to: ends.ours }
  if (!isOpen(connectionState(theirs))) return undefined
  const inode = socketInode(theirs) ?? ''
  return { inode, holders: holdersOf(inode) }
}

/**
 * Waits until the application closes its end of a connection that the client has closed.
 * @param open that end, while the connection was open
 */
export async function watchClosing(
  ends: Ends,
  open: OpenEnd | undefined,
  patience = LEAVING_PATIENCE,
): Promise<Leaving> {
  if (ends === undefined || open === undefined) return 'unknown'
  const from = now()
  let isClosed = false
  while (now() - from < patience) {
    const asked = now()
    isClosed ||= !isOpen(await connectionStateLater({ from: ends.theirs, to: ends.ours }))
    if (isClosed && holdersOf(open.inode, open.holders).length === 0) return { noticedAfter: asked - from }
    await pause(POLL)
  }
  return isClosed ? 'kept' : 'not-noticed'
}

const NO_HOLDERS: OpenEnd = { inode: '', holders: [] }
/** Maximum time that an application with one request at a time may take to detect a client disconnect. */
const FREE_PATIENCE: Ms = 3000

/**
 * Waits until the application can accept the next request.
 * @param open as for `watchClosing`. Default: only the connection counts, not which process has it open
 */
export async function untilFree(ends: Ends, open: OpenEnd = NO_HOLDERS): Promise<void> {
  await watchClosing(ends, open, FREE_PATIENCE)
}

/** A server such as Node's closes the connection by itself, also where no handler of the application listens for that. */
const UNSEEN = '(whether it ends its work for that client too, such as timers and queries, is not visible from outside)'

export function sayLeaving(leaving: Leaving | undefined, isOver: boolean): string {
  if (isOver) return 'not tested: the response was over'
  if (leaving === undefined || leaving === 'unknown')
    return 'not known: the socket of the application is not visible here (another machine, a container, or not Linux)'
  if (leaving === 'kept')
    return `not noticed: its writes fail, but it has not closed the connection within ${seconds(LEAVING_PATIENCE)}`
  if (leaving === 'not-noticed') return `not noticed within ${seconds(LEAVING_PATIENCE)}`
  return `it closes the connection after ${seconds(leaving.noticedAfter)} ${UNSEEN}`
}
