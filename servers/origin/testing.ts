import { connect, type Socket } from 'node:net'
import type { Address, Exchange, OriginFact } from '../../harness/model/index.ts'
import type { Origin } from '../../harness/model/origin.ts'

/** For tests: a raw connection to the origin, and all bytes received from it. */
export interface RawPeer extends Disposable {
  readonly socket: Socket
  /** As latin1. */
  received(): string
  /** Resolves once the received text satisfies the test. */
  until(test: (received: string) => boolean): Promise<void>
  /** Resolves with how the origin ended the connection. */
  readonly ended: Promise<'fin' | 'rst'>
}

export function rawPeer(address: Address, request: string): RawPeer {
  const socket = connect({ host: address.host, port: address.port, noDelay: true })
  const checks = new Set<() => void>()
  let received = ''
  const ended = new Promise<'fin' | 'rst'>((resolve) => {
    socket.on('end', () => resolve('fin'))
    socket.on('error', () => resolve('rst'))
  })
  socket.on('data', (chunk) => {
    received += chunk.toString('latin1')
    for (const check of checks) check()
  })
  socket.write(request, 'latin1')
  return {
    socket,
    received: () => received,
    until: (test) =>
      new Promise((resolve) => {
        const check = () => {
          if (test(received) && checks.delete(check)) resolve()
        }
        checks.add(check)
        check()
      }),
    ended,
    [Symbol.dispose]: () => void socket.destroy(),
  }
}

/** For tests: one followed token, its facts, and its exchanges as they arrive. */
export interface TestCell extends Disposable {
  readonly facts: OriginFact[]
  of<K extends OriginFact['fact']>(kind: K): Extract<OriginFact, { fact: K }>[]
  /** Resolves with the exchange for a client's attempt. */
  exchange(client: string, attempt?: number): Promise<Exchange>
}

export function testCell(origin: Origin, token: string): TestCell {
  const facts: OriginFact[] = []
  const exchanges = new Map<string, PromiseWithResolvers<Exchange>>()
  const slot = (key: string) => {
    const made = exchanges.get(key) ?? Promise.withResolvers<Exchange>()
    exchanges.set(key, made)
    return made
  }
  const following = origin.follow(token, {
    fact: (fact) => void facts.push(fact),
    exchange: (client, attempt, exchange) => slot(`${client}.${attempt}`).resolve(exchange),
  })
  return {
    facts,
    of: <K extends OriginFact['fact']>(kind: K) =>
      facts.filter((fact): fact is Extract<OriginFact, { fact: K }> => fact.fact === kind),
    exchange: (client, attempt = 1) => slot(`${client}.${attempt}`).promise,
    [Symbol.dispose]: () => following[Symbol.dispose](),
  }
}
