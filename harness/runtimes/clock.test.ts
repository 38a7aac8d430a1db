import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { StartRequest } from '../model/index.ts'
import { clockOf, preloadOf } from './clock.ts'
import { nginx } from './fixture.ts'
import { killGroup } from './run-folder.ts'

const request = (clock?: number, fakeTime?: string): StartRequest => ({
  adapter: nginx,
  build: {
    id: 'nginx-0-test',
    product: 'nginx',
    version: '0',
    source: 'path',
    origin: 'test',
    exec: ['nginx'],
    builtIn: [],
    loadable: {},
    report: '',
    dataDirectory: '',
    ...(fakeTime === undefined ? {} : { fakeTime }),
  },
  config: {},
  backend: { host: '127.0.0.1', port: 9 },
  name: 'test',
  ...(clock === undefined ? {} : { clock }),
})

test('a clock of our own speed takes nothing', () => {
  expect(clockOf(request(undefined, '/x.so'))).toEqual({})
  expect(clockOf(request(1, '/x.so'))).toEqual({})
  expect(clockOf(request(30))).toEqual({})
})

test('a faster one starts at our time, timers included', () => {
  const { LD_PRELOAD, FAKETIME, ...rest } = clockOf(request(30, '/x.so'))
  expect([LD_PRELOAD, FAKETIME]).toEqual(['/x.so', '+0 x30'])
  expect(rest).not.toHaveProperty('DONT_FAKE_MONOTONIC')
})

test.for<[string, string | undefined]>([
  ['/x.so', '/x.so'],
  ['/a b/lib/x.so', '$ORIGIN/../../lib/x.so'],
  ['/a b/usr/sbin/x.so', '$ORIGIN/x.so'],
  ['/a b/li b/x.so', undefined],
  ['/other:root/x.so', undefined],
])('LD_PRELOAD of %s is %s for an executable in /a b/usr/sbin', ([fakeTime, preload]) => {
  expect(preloadOf({ exec: ['/a b/ld.so', '/a b/usr/sbin/nginx'], fakeTime })).toBe(preload)
})

test.runIf(existsSync('/dev/shm'))('what a killed process leaves in shared memory is removed with it', async () => {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { detached: true, stdio: 'ignore' })
  const left = [`/dev/shm/faketime_shm_${child.pid}`, `/dev/shm/sem.faketime_sem_${child.pid}`]
  for (const file of left) writeFileSync(file, '')
  const gone = once(child, 'exit')
  killGroup(child.pid ?? 0, 'SIGKILL')
  await gone
  expect(left.filter((file) => existsSync(file))).toEqual([])
})
