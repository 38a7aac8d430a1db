/** The lab behind a proxy: the findings equal those of an origin that is scripted locally. */
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { createProxy } from '../../proxies/faulty/proxy.ts'
import { scenario as delivery } from '../../scenarios/delivery/scenario.ts'
import { testServer } from '../../servers/app/testing.ts'
import { createLab } from '../../servers/lab/lab.ts'
import { origin as nearOrigin } from '../../servers/origin/origin.ts'
import { readTarget } from '../probe/target.ts'
import { record } from '../run/record.ts'
import { startControl, startRoute } from '../run/route-process.ts'
import { acts } from '../trace/facts.ts'
import { judge } from '../verdict/judge.ts'
import { createClockMap } from './clock-map.ts'
import { createControl } from './control.ts'
import { labPlan } from './lab-cases.ts'
import { openRemoteOrigin } from './remote-origin.ts'
import { CHAIN_ADAPTER, remoteRuntime } from './remote-runtime.ts'

const TOKEN = '0123456789abcdef'
let stack = new AsyncDisposableStack()
afterEach(async () => {
  await stack.disposeAsync()
  stack = new AsyncDisposableStack()
})

async function behind(hooks: Parameters<typeof createProxy>[1], token = TOKEN) {
  const server = await testServer({}, () => createLab({ token: TOKEN, log: () => {} }))
  stack.use(server)
  const { server: proxy } = createProxy({ host: '127.0.0.1', port: server.port }, hooks)
  proxy.listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  stack.defer(() => void proxy.close())
  const target = readTarget(`http://127.0.0.1:${(proxy.address() as AddressInfo).port}/lab`)
  const clock = createClockMap()
  const control = createControl({ target, token, headers: [], clock })
  stack.defer(() => control.close())
  return { target, clock, control }
}

// A proxy that buffers would take the scenario's full time limits.
test('what a proxy does to a stream is found through the lab', { timeout: 60_000 }, async () => {
  const { target, clock, control } = await behind({ cutAtEvent: 7, contentType: 'text/plain' })
  await using origin = await openRemoteOrigin(control, clock)
  const { cells, controls } = labPlan([delivery], {
    ...{ scenario: [], capacity: false, long: false, all: false },
    fronts: ['h1'],
  })
  const [cell, plain] = [
    cells.find(({ axes }) => axes.event === '60'),
    controls.find(({ axes }) => axes.event === '60'),
  ]
  if (cell === undefined || plain === undefined) throw new Error('the plan has no such case')
  const options = {
    runtime: remoteRuntime(target, origin),
    adapterOf: () => CHAIN_ADAPTER,
    originOf: () => nearOrigin,
    certificate: () => Promise.reject(new Error('no certificate is needed')),
  }
  const near = await startControl(options, plain)
  const far = await startRoute(
    { ...options, originOf: () => ({ id: 'lab', title: '', start: async () => origin }) },
    cell,
    () => {},
  )
  if (!('route' in near.taken) || !('route' in far.taken)) throw new Error('no route')
  const beside = await record(plain, near.taken.route)
  const trace = await record(cell, far.taken.route)
  await near.dispose()
  expect(trace.outcome).toEqual({ state: 'complete' })
  expect(acts(trace, 'jitter')).toHaveLength(1)
  const found = judge(delivery, trace, beside).map(({ criterion, finding }) => [criterion.id, finding.observed])
  expect(Object.fromEntries(found)).toMatchObject({
    live: 'cut',
    'head-first': 'before-body',
    'content-type': 'rewritten',
  })
})

test('a wrong token finds no lab, and the way is said', async () => {
  const { control } = await behind({}, 'another token of enough length')
  await expect(control.hello({ want: 'hello', protocol: 1 })).rejects.toMatchObject({
    code: 'no-lab',
    message: expect.stringMatching(/there is no lab at .*: status 404/),
  })
})
