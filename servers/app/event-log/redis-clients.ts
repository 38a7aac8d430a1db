import { SseCompatError } from '../../../harness/model/index.ts'

/** ms without a byte from Redis after which a connection counts as dead. Several waits, or pings, have had no response by then. */
const SILENCE = 15_000
const PING = 5000
/** ms. */
const CONNECT_TIMEOUT = 5000
const LONGEST_DELAY = 2000

type Client = ReturnType<typeof import('redis')['createClient']>

/** Two connections, because one that waits for new entries executes no other command. Both reconnect by themselves. */
export interface Redis {
  /** Fails immediately while Redis is unavailable. */
  readonly commands: Client
  /** Waits while Redis is unavailable. */
  readonly tail: Client
  readonly closed: boolean
  close(): void
}

/**
 * Connects once, or fails; later losses are reported to `state`, once each.
 * @throws SseCompatError `no-redis` where the package is missing or Redis does not respond, `bad-option` for a bad URL
 */
export async function connectRedis(
  url: string,
  state: (state: 'away' | 'back', message?: string) => void,
): Promise<Redis> {
  const { createClient } = await loadPackage()
  const away = new Set<Client>()
  let connected = false
  let closed = false

  const create = (options: { disableOfflineQueue?: boolean; pingInterval?: number }): Client => {
    const reconnectStrategy = (retries: number) => connected && Math.min(50 * 2 ** retries, LONGEST_DELAY)
    const socket = { reconnectStrategy, connectTimeout: CONNECT_TIMEOUT, socketTimeout: SILENCE }
    const client: Client = createClient({ url, socket, ...options }) as Client
    client.on('error', (error: Error) => {
      // Every failed attempt to reconnect emits another error.
      if (!connected || closed || away.has(client)) return
      if (away.add(client).size === 1) state('away', error.message)
    })
    client.on('ready', () => {
      if (away.delete(client) && away.size === 0) state('back')
    })
    return client
  }
  let clients: Client[] = []
  const close = () => {
    closed = true
    for (const client of clients) if (client.isOpen) client.destroy()
  }
  try {
    clients = [create({ disableOfflineQueue: true, pingInterval: PING }), create({})]
    await Promise.all(clients.map((client) => client.connect()))
  } catch (error) {
    close()
    throw connectError(url, error as Error)
  }
  connected = true
  const [commands, tail] = clients as [Client, Client]
  return {
    commands,
    tail,
    close,
    get closed() {
      return closed
    },
  }
}

async function loadPackage() {
  try {
    return await import('redis')
  } catch (cause) {
    throw new SseCompatError('no-redis', 'a shared log needs the package "redis", which is not installed', {
      advice: 'Install it beside this one: npm install redis.',
      cause,
    })
  }
}

/** Without the password that the URL may contain. */
function connectError(url: string, cause: Error): SseCompatError {
  if (!URL.canParse(url) || !/^rediss?:$/.test(new URL(url).protocol)) {
    return new SseCompatError('bad-option', 'the URL of Redis cannot be read', {
      advice: 'Give redis://host:port, or rediss:// for TLS; a password goes in front of the host.',
      cause,
    })
  }
  const { host } = new URL(url)
  return new SseCompatError('no-redis', `Redis does not answer at ${host}: ${cause.message}`, {
    advice: 'Start it, or correct --redis-url.',
    cause,
  })
}
