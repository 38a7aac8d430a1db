import { expect, test } from 'vitest'
import { grew } from '../../harness/scenario-kit/send-padding.ts'
import { startOrigin } from './origin.ts'
import { rawPeer, testCell } from './testing.ts'

const GET = 'GET /t1/c HTTP/1.1\r\nHost: x\r\nsse-compat-stream: t1.c.1\r\n\r\n'
const start = () => startOrigin({ host: '127.0.0.1' })
const headSeen = (received: string) => received.includes('\r\n\r\n')

test('fin: inside a chunk, nothing of which is a whole line; it counts in nothing', async () => {
  await using origin = await start()
  using cell = testCell(origin, 't1')
  using peer = rawPeer(origin.address, GET)
  const exchange = await cell.exchange('c')
  await exchange.sendHead()
  await exchange.fin()
  expect(await peer.ended).toBe('fin')
  expect(peer.received()).toMatch(/\r\n\r\n40\r\ndata: par$/)
  expect(cell.facts.slice(-1)).toMatchObject([{ fact: 'closed', how: 'fin' }])
  expect(exchange.written).toBe(0)
})

test('fin before a head, and of a close-delimited body, adds no byte', async () => {
  await using origin = await start()
  using cell = testCell(origin, 't1')
  using early = rawPeer(origin.address, GET)
  await (await cell.exchange('c')).fin()
  expect(await early.ended).toBe('fin')
  expect(early.received()).toBe('')

  using peer = rawPeer(origin.address, GET.replace('c.1', 'd.1'))
  const exchange = await cell.exchange('d')
  await exchange.sendHead({ framing: 'close-delimited' })
  await exchange.fin()
  expect(await peer.ended).toBe('fin')
  expect(peer.received()).toMatch(/close\r\n\r\n$/)
})

test.for(['before', 'after'] as const)('reset %s the head', async (when) => {
  await using origin = await start()
  using cell = testCell(origin, 't1')
  using peer = rawPeer(origin.address, GET)
  const exchange = await cell.exchange('c')
  if (when === 'after') {
    await exchange.sendHead()
    await peer.until(headSeen)
  }
  await exchange.reset()
  expect(await peer.ended).toBe('rst')
  await exchange.left()
  expect(cell.facts.slice(-1)).toMatchObject([{ fact: 'closed', how: 'rst' }])
})

test.for([
  ['fin', 'silent', false],
  ['rst', 'silent', false],
  ['fin', 'after the head', true],
  ['rst', 'after the head', true],
] as const)('the peer leaves by %s, %s: told once, and what follows is quiet', async ([how, , withHead]) => {
  await using origin = await start()
  using cell = testCell(origin, 't1')
  using peer = rawPeer(origin.address, GET)
  const exchange = await cell.exchange('c')
  if (withHead) {
    await exchange.sendHead()
    await peer.until(headSeen)
  }
  if (how === 'fin') peer.socket.end()
  else peer.socket.resetAndDestroy()
  await exchange.left()
  const told = cell.facts.length
  await exchange.sendHead()
  await exchange.sendEvent({ id: '1', data: 'a' })
  await exchange.sendPadding(100)
  await exchange.end()
  await exchange.fin()
  await exchange.reset()
  await exchange.left()
  expect(cell.facts).toHaveLength(told)
  expect(cell.facts.slice(-1)).toMatchObject([{ fact: 'peer-left', socket: how }])
  expect(exchange.written).toBe(0)
})

test('leaving between exchanges is nobody’s leaving', async () => {
  await using origin = await start()
  using cell = testCell(origin, 't1')
  using peer = rawPeer(origin.address, GET)
  const exchange = await cell.exchange('c')
  await exchange.end()
  await peer.until((received) => received.endsWith('0\r\n\r\n'))
  peer.socket.end()
  await exchange.left()
  expect(cell.of('peer-left')).toEqual([])
})

test('a peer that stops reading hangs a write until it leaves, or is reset', async () => {
  await using origin = await start()
  using cell = testCell(origin, 't1')
  for (const client of ['leaves', 'reset']) {
    using peer = rawPeer(origin.address, GET.replace('c.1', `${client}.1`))
    const exchange = await cell.exchange(client)
    await exchange.sendHead()
    await peer.until(headSeen)
    peer.socket.pause()
    let stuck = true
    const writes = Promise.all(Array.from({ length: 60 }, () => exchange.sendPadding(300_000))).then(() => {
      stuck = false
    })
    // Far more than the kernel's buffers can store.
    await expect.poll(() => settled(() => exchange.written)).toBe(true)
    expect(stuck).toBe(true)
    if (client === 'leaves') peer.socket.resetAndDestroy()
    else await exchange.reset()
    await writes
    await exchange.left()
    expect(cell.of('sent').at(-1)?.written).toBe(exchange.written)
    expect(exchange.written).toBeLessThan(60 * 300_000)
  }
})

test('a cell that is over gives what is open a proper end, and hears no more', async () => {
  await using origin = await start()
  const cell = testCell(origin, 't1')
  using open = rawPeer(origin.address, GET)
  await (await cell.exchange('c')).sendHead()
  using silent = rawPeer(origin.address, GET.replace('c.1', 'd.1'))
  await cell.exchange('d')
  const told = cell.facts.length
  cell[Symbol.dispose]()
  await open.until((received) => received.endsWith('\r\n\r\n0\r\n\r\n'))
  await silent.until((received) => received.startsWith('HTTP/1.1 204 '))
  expect(cell.facts).toHaveLength(told)
})

test('disposing destroys every connection', async () => {
  const origin = await start()
  using cell = testCell(origin, 't1')
  using peer = rawPeer(origin.address, GET)
  using idle = rawPeer(origin.address, '')
  const exchange = await cell.exchange('c')
  await origin[Symbol.asyncDispose]()
  await Promise.all([peer.ended, idle.ended, exchange.left()])
  expect(cell.of('peer-left')).toEqual([])
})

/** True when a number has not changed for 50 ms. */
async function settled(value: () => number): Promise<boolean> {
  const before = value()
  await new Promise((resolve) => setTimeout(resolve, 50))
  return value() === before && before > 0
}

test('padding for a peer that has left does not grow what was sent: a loop can see that it will not end', async () => {
  await using origin = await start()
  using cell = testCell(origin, 't1')
  using peer = rawPeer(origin.address, GET)
  const exchange = await cell.exchange('c')
  expect(await grew(exchange, 64)).toBe(true)
  peer.socket.destroy()
  await exchange.left()
  expect(await grew(exchange, 64)).toBe(false)
})
