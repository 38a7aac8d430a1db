import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bytesUnderWay } from '../wire/socket-queues.ts'
import { setByInheritance, startSetter } from './minimum-ttl.ts'
import { whyNoVanishing } from './vanish.ts'

const because = await whyNoVanishing()

describe.skipIf(because !== undefined)(`one socket's minimum TTL${because ? `: skipped, ${because}` : ''}`, () => {
  const server = createServer()
  const accepted: Socket[] = []
  beforeAll(async () => {
    server.on('connection', (socket) => {
      accepted.push(socket)
      // One that vanishes never ends its connection.
      socket.on('error', () => {})
    })
    await once(server.listen(0, '127.0.0.1'), 'listening')
  })
  afterAll(() => {
    for (const socket of accepted) socket.destroy()
    server.close()
  })

  const descriptorOf = (socket: Socket): number => (socket as unknown as { _handle: { fd: number } })._handle.fd

  interface Pair extends AsyncDisposable {
    readonly fd: number
    readonly port: number
    /** Whether what the peer sends is never acknowledged. */
    isDeaf(): Promise<boolean>
  }

  async function pair(): Promise<Pair> {
    const { port } = server.address() as { port: number }
    const socket = connect(port, '127.0.0.1')
    const [[peer]] = (await Promise.all([once(server, 'connection'), once(socket, 'connect')])) as [[Socket], unknown]
    const own = socket.localPort ?? 0
    return {
      fd: descriptorOf(socket),
      port: own,
      async isDeaf() {
        const received = once(socket, 'data').then(() => false)
        peer.write('x')
        const ends = [{ from: `127.0.0.1:${port}`, to: `127.0.0.1:${own}` }]
        const unread = async (): Promise<boolean> => ((await bytesUnderWay(ends))[0] ?? 0) > 0
        // Over the loopback a segment is received, and acknowledged, before the write returns to the event loop.
        return Promise.race([received, new Promise<boolean>((resolve) => setImmediate(() => resolve(unread())))])
      },
      async [Symbol.asyncDispose]() {
        socket.destroy()
      },
    }
  }

  const ways = {
    'by one Perl for all': (fd: number, port: number) => startSetter().set(fd, port),
    'by one Perl for each': setByInheritance,
  }

  test.for(Object.entries(ways))('%s is set for that socket, and for no other', async ([, set], { skip }) => {
    await using gone = await pair()
    await using stays = await pair()
    const answer = await set(gone.fd, gone.port)
    if (answer === 'not-taken') skip('the kernel does not permit pidfd_getfd here')
    expect(answer).toBeUndefined()
    expect(await stays.isDeaf()).toBe(false)
    expect(await gone.isDeaf()).toBe(true)
  })

  test.for(Object.entries(ways))(
    '%s: a number that is another socket’s by now is left alone',
    async ([, set], { skip }) => {
      await using other = await pair()
      const answer = await set(other.fd, other.port + 1)
      if (answer === 'not-taken') skip('the kernel does not permit pidfd_getfd here')
      expect(answer).toContain('it was closed')
      expect(await other.isDeaf()).toBe(false)
    },
  )

  test('a number that is none any more is no reason to try another way', async ({ skip }) => {
    const answer = await startSetter().set(99_999, 1)
    if (answer === 'not-taken') skip('the kernel does not permit pidfd_getfd here')
    expect(answer).toBe('it was closed')
  })
})
