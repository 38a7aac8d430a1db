import { randomInt } from 'node:crypto'
import type { IdScheme } from './history.ts'

/**
 * A number that increases by one, starting with the microsecond of the start, so that an id of an earlier run of the server
 * cannot be confused with one of this run; then the server's own number, since two servers can start in the same millisecond.
 */
export function numberedIds(): IdScheme {
  let last = Date.now() * 1000
  const server = randomInt(2 ** 47)
  const start = `${last}-${server}`
  return {
    start,
    next: () => `${++last}-${server}`,
    rank(id) {
      // An id of a log in Redis, from a server that used one before: milliseconds, and a counter.
      const [, time] = /^(\d{13})-\d{1,19}$/.exec(id) ?? []
      if (time !== undefined) return Number(time) * 1000
      const [, number] = /^(\d{1,15}|[1-8]\d{15})(?:-\d{1,19})?$/.exec(id) ?? []
      return number === undefined ? undefined : Number(number)
    },
  }
}

const TIMED = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)(?:-(\d{1,3}))?$/

/** The time as ISO 8601, in UTC, to the millisecond; further ids within one millisecond end with `-1`, `-2` … */
export function timedIds(): IdScheme {
  let time = Date.now()
  let within = 0
  return {
    start: new Date(time).toISOString(),
    next() {
      const at = Math.max(Date.now(), time)
      within = at === time ? within + 1 : 0
      time = at
      return new Date(at).toISOString() + (within === 0 ? '' : `-${within}`)
    },
    rank(id) {
      const [, iso = '', counter = '0'] = TIMED.exec(id) ?? []
      const at = Date.parse(iso)
      return Number.isNaN(at) ? undefined : at * 1000 + Number(counter)
    },
  }
}
