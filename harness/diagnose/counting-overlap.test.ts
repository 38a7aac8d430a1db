/** Streams are counted while changes are tested: a check mostly waits for both, so one after the other would take twice as long. */
import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { build } from '../../proxies/nginx/build.fixture.ts'
import type { Intake } from '../intake/read.ts'
import type { Runtime, StartRequest } from '../model/index.ts'
import { examineRoutes, type Job } from './examine-routes.ts'

const REFUSED = 'no_such_directive on;'
const text = `server {\n  listen 80;\n  ${REFUSED}\n  location / { proxy_pass http://app:1; }\n}\n`
const config = { 'app.conf': text }
const given: Intake = { product: 'nginx', top: '/etc/nginx', config, files: {}, unfilled: [], notes: [] }
const job: Job = {
  given,
  names: { files: {}, applies: 'patch -p1' },
  options: { header: [], originHeader: [], all: false } as unknown as Job['options'],
  chosen: { build, runtime: 'local' },
  strict: false,
}

/** Whether a proxy starts to count streams: only then the configured limits are kept. */
const isCounting = ({ options }: StartRequest): boolean => options?.withoutLimits === false
const isChanged = ({ config }: StartRequest): boolean => config['app.conf']?.includes(REFUSED) === false

/** Refuses each configuration, so that a check ends soon; a changed one only after streams are counted, or after `patience` if they never are. */
function refusing(patience: number): { readonly runtime: Runtime; readonly countedMeanwhile: boolean[] } {
  const counting = Promise.withResolvers<boolean>()
  const countedMeanwhile: boolean[] = []
  const runtime: Runtime = {
    id: 'local',
    description: '',
    originSite: async () => ({ bind: '127.0.0.1', reachedAt: (port) => ({ host: '127.0.0.1', port }) }),
    async start(request) {
      if (isCounting(request)) counting.resolve(true)
      else if (isChanged(request))
        countedMeanwhile.push(await Promise.race([counting.promise, pause(patience, false, { ref: false })]))
      const where = isChanged(request) ? {} : { where: 'app.conf:3' }
      return { failure: 'refused', message: 'unknown directive', output: '', ...where }
    },
    async [Symbol.asyncDispose]() {},
  }
  return { runtime, countedMeanwhile }
}

test('streams are counted while changes are tested', async () => {
  const { runtime, countedMeanwhile } = refusing(30_000)
  const { routes } = await examineRoutes(
    job,
    async () => runtime,
    () => {},
    new AbortController().signal,
  )
  expect(routes.map(({ failing }) => failing.map(({ criterion }) => criterion))).toEqual([['state']])
  expect(countedMeanwhile.length).toBeGreaterThan(0)
  expect(countedMeanwhile).not.toContain(false)
})
