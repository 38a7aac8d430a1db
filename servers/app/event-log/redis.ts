import { SseCompatError } from '../../../harness/model/index.ts'
import { type Block, encode, isOneLine } from '../encoder.ts'
import { History } from '../history.ts'
import type { EventLog } from './event-log.ts'
import { connectRedis, type Redis } from './redis-clients.ts'
import { redisIds } from './redis-ids.ts'

/** One stream in each database: a second log needs another database in its URL. */
const KEY = 'sse-compat:events'
/** ms; duration of one wait for new entries. */
const BLOCK = 5000
/** Maximum number of entries in one read. */
const BATCH = 1000
/** ms after which an append without a response counts as failed. */
const APPEND_TIMEOUT = 3000
/** ms between two attempts to read while Redis is reachable but returns errors. */
const PAUSE = 500

interface Entry {
  readonly id: string
  readonly message: Readonly<Record<string, string>>
}

/**
 * Opens the log in a Redis stream that several servers share. Each server reads the stream to its end and follows it, so all
 * servers use the same ids, and each can resume a stream that another one started. It survives an outage of Redis: `state` is
 * notified, appends fail meanwhile, and reading continues after the last entry that was read.
 * @throws SseCompatError `no-redis`, `bad-option`
 */
export async function openRedisLog(options: {
  url: string
  historySize: number
  state: (state: 'away' | 'back', message?: string) => void
}): Promise<EventLog> {
  const redis = await connectRedis(options.url, options.state)
  try {
    // One entry more than is kept, so that the history knows whether there were older ones.
    const known = await redis.commands.xRevRange(KEY, '+', '-', { COUNT: options.historySize + 1 })
    return new RedisLog(redis, options.historySize, (known ?? []).reverse())
  } catch (cause) {
    redis.close()
    throw new SseCompatError('no-redis', `Redis has no log to read: ${(cause as Error).message}`, {
      advice: `Let this user read and write the key ${KEY}, which has to be a stream.`,
      cause,
    })
  }
}

class RedisLog implements EventLog {
  readonly #redis: Redis
  readonly #size: number
  readonly #history: History
  readonly #waiting = new Set<{ upTo: string; resolve: () => void }>()
  #deliver: (block: Block) => void = () => {}

  constructor(redis: Redis, size: number, known: readonly Entry[]) {
    this.#redis = redis
    this.#size = size
    this.#history = new History(redisIds, size, 'gap')
    for (const entry of known) this.#take(entry)
    void this.#tail()
  }

  async append(event: string, data: string): Promise<string> {
    const TRIM = { strategy: 'MAXLEN', strategyModifier: '~', threshold: this.#size + 1 } as const
    const add = async () => {
      const id = await this.#redis.commands.xAdd(KEY, '*', { event, data }, { TRIM })
      // An event is acknowledged only when this server's subscribers and its history have it.
      await this.#reached(id)
      return id
    }
    try {
      return await inTime(add())
    } catch (cause) {
      throw new SseCompatError('log-away', 'the shared log cannot be reached', { cause })
    }
  }

  since(id: string) {
    return this.#history.since(id)
  }

  reading(id: string): Promise<void> | undefined {
    return this.#isAhead(id) ? this.#catchUp() : undefined
  }

  follow(deliver: (block: Block) => void): void {
    this.#deliver = deliver
  }

  get newest(): string {
    return this.#history.newest
  }

  get last(): Block | undefined {
    return this.#history.last
  }

  close(): void {
    this.#redis.close()
    for (const { resolve } of this.#waiting) resolve()
  }

  async #tail(): Promise<void> {
    while (!this.#redis.closed) {
      try {
        // A command that is issued while Redis is unavailable waits for its return.
        const found = await this.#redis.tail.xRead({ key: KEY, id: this.newest }, { BLOCK, COUNT: BATCH })
        for (const { messages } of (found ?? []) as { messages: readonly Entry[] }[]) {
          for (const entry of messages) this.#take(entry)
        }
      } catch {
        await pause()
      }
    }
  }

  #take({ id, message }: Entry): void {
    const { event = '', data = '' } = message
    // Entries that another program wrote must not stop the log.
    const block = encode({ id, event: isOneLine(event) ? event : 'message', data })
    this.#history.keep(id, block)
    this.#deliver(block)
    for (const wait of this.#waiting) if (!this.#isAhead(wait.upTo) && this.#waiting.delete(wait)) wait.resolve()
  }

  async #catchUp(): Promise<void> {
    while (!this.#redis.closed) {
      try {
        const [newest] = (await inTime(this.#redis.commands.xRevRange(KEY, '+', '-', { COUNT: 1 }))) ?? []
        return newest && (await this.#reached(newest.id))
      } catch {
        await pause()
      }
    }
  }

  #reached(id: string): Promise<void> {
    if (!this.#isAhead(id)) return Promise.resolve()
    return new Promise((resolve) => this.#waiting.add({ upTo: id, resolve }))
  }

  #isAhead(id: string): boolean {
    const [rank, known] = [redisIds.rank(id), redisIds.rank(this.newest)]
    return rank !== undefined && known !== undefined && rank > known
  }
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, PAUSE).unref())
}

async function inTime<T>(answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('no answer in time')), APPEND_TIMEOUT)
  })
  try {
    return await Promise.race([answer, late])
  } finally {
    clearTimeout(timer)
  }
}
