/** What an interruption reports immediately, since proxies may take longer to end than a person waits. */
import { expect, test } from 'vitest'
import { build } from '../../proxies/nginx/build.fixture.ts'
import type { Runtime } from '../model/index.ts'
import { type ExaminedRoutes, examineRoutes, type Job } from './examine-routes.ts'

const places = ['a', 'b', 'c', 'd'].map((name) => `location /${name}/ { proxy_pass http://${name}:1; }`)
const config = { 'app.conf': `server {\n  listen 80;\n  ${places.join('\n  ')}\n}\n` }
const job: Job = {
  given: { product: 'nginx', top: '/etc/nginx', config, files: {}, unfilled: [], notes: [] },
  names: { files: {}, applies: 'patch -p1' },
  options: { header: [], originHeader: [], all: true } as unknown as Job['options'],
  chosen: { build, runtime: 'local' },
  strict: false,
}

test('each route is named: what was found on it, or that it was not begun', async () => {
  const interrupt = new AbortController()
  const started = Promise.withResolvers<void>()
  const ended = Promise.withResolvers<never>()
  const runtime: Runtime = {
    id: 'local',
    description: '',
    originSite: async () => ({ bind: '127.0.0.1', reachedAt: (port) => ({ host: '127.0.0.1', port }) }),
    start: () => {
      started.resolve()
      return ended.promise
    },
    async [Symbol.asyncDispose]() {},
  }
  const reports: ExaminedRoutes[] = []
  const examined = examineRoutes(
    job,
    async () => runtime,
    () => {},
    interrupt.signal,
    (soFar) => reports.push(soFar),
  )
  await started.promise
  interrupt.abort()
  expect(reports).toMatchObject([{ routes: [], interrupted: true }])
  expect(reports[0]?.notes).toEqual([
    ...['a', 'b', 'c'].map((name) => `nothing was found yet (unfinished; location /${name}/ (*:80))`),
    'Not begun when the check was interrupted: location /d/ (*:80).',
  ])
  ended.reject(new Error('ended'))
  await examined.catch(() => {})
})
