import { expect, test } from 'vitest'
import type { Piece } from '../../servers/relay/pieces.ts'
import { leave } from './leave-behind-proxy.ts'

const NOTHING = Buffer.alloc(0)
const piece: Piece = { raw: NOTHING, decoded: NOTHING, bytes: 1, content: [], at: 0, atBoundary: true }
const PATIENCE = 30

/** An exchange whose peer detects the disconnect at the given write; `own`: number of withheld events of the application. */
function exchange(noticesAt: number, { mayAdd = true, own = 0 } = {}) {
  const left = Promise.withResolvers<void>()
  let writes = 0
  let passed = 1
  const write = (): void => {
    writes += 1
    if (writes >= noticesAt) left.resolve()
  }
  if (noticesAt === 0) left.resolve()
  return {
    left: () => left.promise,
    add() {
      if (mayAdd) write()
      return mayAdd
    },
    get passed() {
      return passed
    },
    pieces: Array.from({ length: 1 + own }, () => piece),
    came: (n: number) => (n <= 1 + own ? Promise.resolve() : new Promise<void>(() => {})),
    release(n: number) {
      passed = n
      write()
    },
  }
}
const client = { close: () => Promise.resolve() }

test.concurrent.for([
  ['while idle', exchange(0), { noticed: 'idle' }],
  ['at the second comment', exchange(2), { noticed: 'write', writes: 2 }],
  ['never', exchange(99), { noticed: 'never', writes: 6 }],
  // Nothing can be inserted into a compressed response, so the application's own events are the writes.
  ['at its own second event', exchange(2, { mayAdd: false, own: 4 }), { noticed: 'write', writes: 2 }],
  ['at none of its events', exchange(99, { mayAdd: false, own: 4 }), { noticed: 'never', writes: 4 }],
] as const)('a client that left is noticed %s', async ([, given, expected]) => {
  expect(await leave(client, given, PATIENCE)).toMatchObject(expected)
})

test.concurrent('where nothing can be written it is not known', async () => {
  expect(await leave(client, exchange(99, { mayAdd: false }), PATIENCE)).toBeUndefined()
})
