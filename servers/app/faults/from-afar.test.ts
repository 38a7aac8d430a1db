/** Publishing from another machine, simulated by another network namespace on this one. */
import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import type { ServerOptions } from '../options.ts'
import { measuredServer } from './measured-server.fixture.ts'
import { connectNetworks, networkOf, OWN_NETWORK, whyNoNetworks } from './namespace.fixture.ts'
import { readers } from './readers.fixture.ts'

const because = whyNoNetworks()

test.skipIf(because !== undefined).for([
  ['no token', {}, {}, 403],
  [
    'no token, and a client that claims to be near',
    {},
    { 'X-Forwarded-For': '127.0.0.1', Forwarded: 'for=127.0.0.1' },
    403,
  ],
  ['a token that is not sent', { publishToken: 'secret' }, {}, 401],
  ['a token', { publishToken: 'secret' }, { Authorization: 'Bearer secret' }, 200],
] as const)(
  `with %s${because ? `: skipped, since ${because}` : ''}`,
  { timeout: 30_000 },
  async ([, options, headers, status]) => {
    using server = await measuredServer({ host: '::', ...options } satisfies Partial<ServerOptions>, OWN_NETWORK)
    using elsewhere = await readers(OWN_NETWORK)
    connectNetworks(server.pid, elsewhere.pid)
    const url = `http://192.0.2.1:${server.port}/api/notifications`
    const init = JSON.stringify({ method: 'POST', headers, body: '{"type":"n"}' })
    const script = `fetch('${url}', ${init}).then(({ status }) => console.log(status))`
    const [command = '', ...rest] = [...networkOf(elsewhere.pid), process.execPath, '--eval', script]
    expect(execFileSync(command, rest, { encoding: 'utf8' })).toBe(`${status}\n`)
  },
)
