import type { Http2Connection } from './http2-connection.ts'

/** HTTP/2 connections that streams of a test case share, by the name that the scenario gave them. */
export interface Connections {
  /** The connection of this name; a new one is opened when there is none, or it accepts no more streams. */
  take(name: string, open: () => Http2Connection): Http2Connection
  /** Closes all connections. Resolves when their sockets are closed. */
  close(): Promise<void>
}

export function createConnections(): Connections {
  const named = new Map<string, Http2Connection>()
  const all = new Set<Http2Connection>()
  return {
    take(name, open) {
      const there = named.get(name)
      if (there?.usable) return there
      const opened = open()
      named.set(name, opened)
      all.add(opened)
      return opened
    },
    async close() {
      await Promise.all([...all].map((connection) => connection.close()))
    },
  }
}
