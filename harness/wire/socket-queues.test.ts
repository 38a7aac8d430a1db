import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { expect, test } from 'vitest'
import { bytesUnderWay } from './socket-queues.ts'

/** Two ends of a connection, of which `reader` reads nothing. */
async function pair() {
  const server = createServer({ pauseOnConnect: true })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const writer = connect((server.address() as AddressInfo).port, '127.0.0.1')
  const [[reader]] = (await Promise.all([once(server, 'connection'), once(writer, 'connect')])) as [[Socket], unknown]
  const ends = {
    from: `${writer.localAddress}:${writer.localPort}`,
    to: `${writer.remoteAddress}:${writer.remotePort}`,
  }
  const close = () => {
    writer.destroy()
    reader.destroy()
    server.close()
  }
  return { writer, reader, ends, close }
}

test.runIf(process.platform === 'linux')('what is written and not read is under way', async () => {
  const { writer, reader, ends, close } = await pair()
  expect(await bytesUnderWay([ends])).toEqual([0])
  await new Promise<void>((done) => writer.write(Buffer.alloc(5000), () => done()))
  expect(await bytesUnderWay([ends])).toEqual([5000])
  reader.once('data', () => reader.pause())
  reader.resume()
  await once(reader, 'data')
  expect(await bytesUnderWay([ends])).toEqual([0])
  close()
})

test('a connection that is not there has no queues', async () => {
  expect(await bytesUnderWay([{ from: '127.0.0.1:1', to: '127.0.0.1:2' }])).toEqual([undefined])
})
