import { once } from 'node:events'
import { connect } from 'node:net'
import { expect, test, vi } from 'vitest'
import { bytesUnderWay } from '../../harness/wire/socket-queues.ts'
import { startOrigin } from './origin.ts'
import { testCell } from './testing.ts'

test.runIf(process.platform === 'linux')(
  'what a reader does not take: unsent is all that the kernel has not',
  async () => {
    await using origin = await startOrigin({ host: '127.0.0.1' })
    using cell = testCell(origin, 't1')
    const peer = connect(origin.address.port, '127.0.0.1').pause()
    await once(peer, 'connect')
    peer.write('GET / HTTP/1.0\r\nsse-compat-stream: t1.reader.1\r\n\r\n')
    const exchange = await cell.exchange('reader')
    await exchange.sendHead()
    const head = Buffer.byteLength(cell.of('sent-head')[0]?.raw ?? '', 'latin1')
    expect(exchange.unsent).toBe(0)

    const size = 64 * 1024 * 1024
    const sent = exchange.sendBytes(Buffer.alloc(size, 'x'))
    await vi.waitFor(async () => {
      expect(exchange.written).toBe(size)
      expect(exchange.unsent).toBeGreaterThan(0)
      const [underWay] = await bytesUnderWay([{ from: exchange.ends.origin, to: exchange.ends.peer }])
      expect(head + exchange.written - exchange.unsent).toBe((underWay ?? 0) + peer.bytesRead)
    })
    expect(exchange.ends.peer).toBe(`${peer.localAddress}:${peer.localPort}`)
    peer.destroy()
    await sent
  },
)
