import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { expect, test } from 'vitest'
import { openEnd, sayLeaving, watchClosing } from './leaving.ts'

/** A server that reads nothing, so that it does not learn of a reset either. */
async function connected() {
  const server = createServer({ pauseOnConnect: true })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const client = connect(port, '127.0.0.1')
  const [[accepted]] = (await Promise.all([once(server, 'connection'), once(client, 'connect')])) as [[Socket], unknown]
  const ends = { ours: `127.0.0.1:${client.localPort}`, theirs: `127.0.0.1:${port}` }
  const open = openEnd(ends)
  return { server, client, accepted, ends, open }
}
const PATIENCE = 300

test.runIf(process.platform === 'linux')(
  'a connection that is gone is noticed only by who has closed its socket',
  async () => {
    const { server, client, accepted, ends, open } = await connected()
    expect(open?.holders).toContain(String(process.pid))
    client.resetAndDestroy()
    const kept = await watchClosing(ends, open, PATIENCE)
    expect([kept, sayLeaving(kept, false)]).toEqual(['kept', expect.stringMatching(/^not noticed: its writes fail/)])
    accepted.destroy()
    await once(accepted, 'close')
    const gone = await watchClosing(ends, open, PATIENCE)
    expect(gone).toMatchObject({ noticedAfter: expect.any(Number) })
    // Its handler may go on: that the socket is closed is all that is seen.
    expect(sayLeaving(gone, false)).toMatch(/^it closes the connection after .*not visible from outside\)$/)
    server.close()
  },
)

test.runIf(process.platform === 'linux')(
  'a connection that is half closed is not noticed; one that was never seen is unknown',
  async () => {
    const { server, client, accepted, ends, open } = await connected()
    client.end()
    expect(await watchClosing(ends, open, PATIENCE)).toBe('not-noticed')
    expect(await watchClosing(ends, undefined, PATIENCE)).toBe('unknown')
    client.destroy()
    accepted.destroy()
    server.close()
  },
)
