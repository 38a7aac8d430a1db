/** What `app` found behind one profile, in the words of the criteria of `run`. Pure. */
import type { Idle } from '../../harness/app/idle.ts'
import type { Aborted, Flushed, Passage, Reloaded, Shared } from '../../harness/app/passage.ts'
import type { ProfileResult } from '../../harness/app/profile-run.ts'
import type { Row } from '../../harness/app/row.ts'
import type { Total } from '../../harness/app/total-duration.ts'
import type { Seen } from './seen.ts'

/** One entry for each criterion that this stream could show. */
export function seenByApp({
  passage,
  idle,
  total,
  row,
}: Pick<ProfileResult, 'passage' | 'idle' | 'total' | 'row'>): Seen {
  const seen: Record<string, string | number> = {}
  if (passage === undefined || row.state === 'inconclusive') return seen
  const { sent, received, pieces, flushed, headDelayed, leaving, aborted, shared, reloaded } = passage
  const live = liveOf(passage)
  if (live !== undefined) seen['delivery/live'] = live
  if (flushed?.by === 'bytes') seen['delivery/live held'] = flushed.bytes
  if (sent !== undefined && received?.status === 200 && pieces.length > 0) {
    seen['delivery/head-first'] = headDelayed === true ? 'delayed' : 'before-body'
    seen['delivery/encoding'] = received.encoding === '' ? 'identity' : 'encoded'
  }
  if (leaving !== undefined)
    seen['client-leaves-silent/noticed'] = leaving.noticed === 'idle' ? 'noticed' : 'not-noticed'
  return {
    ...seen,
    ...idleSeen(idle),
    ...totalSeen(total),
    ...(reloaded && reloadSeen(reloaded)),
    ...abortsSeen(aborted ?? []),
    ...(shared && sharedSeen(shared)),
    ...rowSeen(row),
  }
}

const FLUSHED: Readonly<Record<Flushed['by'], string | undefined>> = {
  bytes: 'held-until-bytes',
  next: 'one-behind',
  time: 'coalesced',
  end: 'held-until-end',
  nothing: 'lost',
  unknown: undefined,
}

function liveOf({ unasked, sent, received, flushed, clientEnd, end, pieces, timer }: Passage): string | undefined {
  if (unasked !== undefined || sent === undefined || (received !== undefined && received.status !== 200))
    return 'no-stream'
  if (flushed !== undefined) return FLUSHED[flushed.by]
  if (clientEnd !== undefined && end === undefined) return 'cut'
  if (timer !== undefined) return 'coalesced'
  return pieces.length === 0 ? undefined : 'streamed'
}

function idleSeen(idle: Idle | undefined): Seen {
  if (idle === undefined || 'unknown' in idle) return {}
  if ('openFor' in idle) return { 'idle-cut/limit': 'not-cut' }
  return idle.sound ? { 'idle-cut/limit': 'cut', 'idle-cut/limit cutAfter': idle.closedAfter } : {}
}

function totalSeen(total: Total | undefined): Seen {
  if (total === undefined || 'unknown' in total) return {}
  if ('openFor' in total) return { 'total-cap/cap': 'no-cap' }
  return total.sound ? { 'total-cap/cap': 'cut-total' } : {}
}

function reloadSeen({ stream }: Reloaded): Seen {
  return stream === 'unknown' ? {} : { 'reload/open-stream': stream === 'goes-on' ? 'goes-on' : 'lost' }
}

const BREAK: Readonly<Record<Aborted['how'], string>> = { inside: 'inside', fin: 'between', rst: 'reset' }

const abortsSeen = (aborted: readonly Aborted[]): Seen =>
  Object.fromEntries(
    aborted.flatMap(({ how, seen, idArrives }) => [
      ...(seen === 'unreached' ? [] : [[`truncation ${BREAK[how]}`, seen] as const]),
      ...(idArrives === undefined ? [] : [['resume/last-event-id', ID[idArrives]] as const]),
    ]),
  )

const ID = { unchanged: 'kept', changed: 'altered', dropped: 'dropped' } as const

function sharedSeen({ waits, leak, refused }: Shared): Seen {
  const replayed = leak?.client === 'fetch' ? 'replayed-to-fetch' : 'replayed'
  return {
    'shared-stream/own': leak?.when === 'open' ? 'collapsed' : refused !== undefined ? 'none' : waits ? 'waits' : 'own',
    'shared-stream/secluded': leak === undefined ? 'secluded' : leak.when === 'open' ? 'collapsed' : replayed,
  }
}

/** What only the row says. */
const rowSeen = ({ problems }: Row): Seen =>
  problems.some(({ kind }) => kind === 'lost-at-abort') ? { 'truncation/kept': 'lost' } : {}
