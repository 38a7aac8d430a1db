/** Limits of how many concurrent streams mod_http2 has, from the configuration. Pure. */

import type { Candidate, StreamLimit, StreamLimits } from '../../harness/model/index.ts'
import { whereOf } from '../_kit/directive.ts'
import { announcedBy, ONE_CONNECTION, PLENTY } from '../_kit/stream-limits.ts'
import { arg, type Directive } from './config.ts'
import { numberOf } from './positive-number.ts'
import { added, reworded, type Scope, settingOf } from './scope.ts'

const SESSION = 'mod/mod_http2.html#h2maxsessionstreams'
const WORKERS = 'mod/mod_http2.html#h2maxworkers'
/** Default of H2MaxSessionStreams. */
const DEFAULT_STREAMS = 100
/** Threads for HTTP/2 of each process, where nothing limits them further. */
const MANY_WORKERS = PLENTY / 8
const WHY_WORKERS = 'each stream over HTTP/2 keeps one of the threads that its process has for them'
const HOW_WORKERS = 'each process has so many threads for streams over HTTP/2'

/** @param threads ThreadsPerChild */
export function http2Limits(scope: Scope, threads: number): StreamLimit[] {
  return [ofSession(scope), ofWorkers(scope, threads)]
}

/** Of one connection. The value of the virtual host has precedence over the main server's. */
function ofSession(scope: Scope): StreamLimit {
  const written = scope.selected.levels
    .map((level) => level.findLast(({ key }) => key === 'h2maxsessionstreams'))
    .find((one) => one !== undefined)
  const number = numberOf(written) ?? DEFAULT_STREAMS
  return {
    setting:
      written === undefined
        ? {
            name: 'H2MaxSessionStreams',
            says: `H2MaxSessionStreams is not set: ${DEFAULT_STREAMS} is the default`,
            doc: `https://httpd.apache.org/docs/2.4/${SESSION}`,
          }
        : settingOf(scope, written, SESSION),
    streams: number,
    counts: 'connection',
    how: announcedBy('Apache'),
    isGuard: false,
    ...(written === undefined || number >= DEFAULT_STREAMS
      ? {}
      : { raised: times(scope, written, DEFAULT_STREAMS, SESSION, ONE_CONNECTION) }),
  }
}

/**
 * Where the maximum is below the minimum no thread starts, and every HTTP/2 connection is closed without an answer: "workers not
 * initialized". Measured with 25 threads: 24 answers nothing, 25 answers.
 */
export function startedWorkers(scope: Scope, threads: number): Candidate[] {
  const written = ofMain(scope, 'h2maxworkers')
  const least = leastOf(scope, threads)
  if (written === undefined || (numberOf(written) ?? least) >= least) return []
  const why = `it is less than ${nameOfLeast(scope)} (${least}), the number of threads for HTTP/2 that each process has at least: Apache then starts none, and closes each HTTP/2 connection without an answer`
  return [times(scope, written, byDefault(least), WORKERS, why)]
}

const leastOf = (scope: Scope, threads: number): number => numberOf(ofMain(scope, 'h2minworkers')) ?? threads
const byDefault = (least: number): number => Math.floor((least * 3) / 2)

/** Of all HTTP/2 connections of a process. */
function ofWorkers(scope: Scope, threads: number): StreamLimit {
  const written = ofMain(scope, 'h2maxworkers')
  const number = numberOf(written) ?? byDefault(leastOf(scope, threads))
  const says = `H2MaxWorkers is not set: ${number} is the default here, one and a half times ${nameOfLeast(scope)}`
  const about = { doc: WORKERS, why: WHY_WORKERS }
  const before = scope.selected.virtual ?? scope.selected.levels.at(-1)?.[0]
  const raised =
    written !== undefined
      ? times(scope, written, Math.max(MANY_WORKERS, number), WORKERS, WHY_WORKERS)
      : before && added(scope, before, `H2MaxWorkers ${MANY_WORKERS}`, says, about)
  return {
    setting:
      written === undefined
        ? { name: 'H2MaxWorkers', says, doc: `https://httpd.apache.org/docs/2.4/${WORKERS}` }
        : settingOf(scope, written, WORKERS),
    streams: number,
    counts: 'process',
    http2Only: true,
    how: HOW_WORKERS,
    isGuard: false,
    ...(raised === undefined ? {} : { raised }),
  }
}

const nameOfLeast = (scope: Scope): string =>
  ofMain(scope, 'h2minworkers') === undefined ? 'ThreadsPerChild' : 'H2MinWorkers'

/** The threads are the whole server's: mod_http2 reads only the main server's value. */
const ofMain = ({ selected }: Scope, name: string): Directive | undefined =>
  selected.levels.at(-1)?.findLast(({ key }) => key === name)

/** Values of threads in a virtual host. */
export const http2WithoutEffect = ({ selected: { levels } }: Scope): StreamLimits['none'] =>
  levels.slice(0, -1).flatMap((level) =>
    level
      .filter(({ key }) => /^h2m(ax|in)workers$/.test(key))
      .map((directive) => ({
        where: whereOf(directive),
        says: `${directive.name} ${arg(directive)} has no effect in a <VirtualHost>: only the main server's value counts`,
      })),
  )

function times(scope: Scope, directive: Directive, number: number, doc: string, why: string): Candidate {
  const text = `${directive.name} ${number}`
  return reworded(scope, directive, directive, text, `set ${text}`, { doc, why })
}
