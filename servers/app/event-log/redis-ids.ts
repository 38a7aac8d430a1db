import type { IdOrder } from '../history.ts'

const ID = /^(\d{1,19})(?:-(\d{1,19}))?$/

/** Ids of a Redis stream: milliseconds, and a counter within them (Redis documentation, "Redis Streams", Entry IDs). */
export const redisIds: IdOrder = {
  start: '0-0',
  rank(id) {
    const [, time, counter = '0'] = ID.exec(id) ?? []
    return time === undefined ? undefined : (BigInt(time) << 64n) + BigInt(counter)
  },
}
