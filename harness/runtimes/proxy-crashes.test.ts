import { expect, test } from 'vitest'
import { adapter as apache } from '../../proxies/apache/adapter.ts'
import { adapter as nginx } from '../../proxies/nginx/adapter.ts'
import { now } from '../wire/timestamp.ts'
import { watchCrashes } from './proxy-crashes.ts'

const NGINX = '2026/11/30 08:40:51 [alert] 20457#20457: worker process 20458 exited on signal 9'
const APACHE =
  '[Mon Nov 30 08:42:15.6 2026] [core:notice] [pid 22379:tid 22379] AH00052: child pid 22380 exit signal Segmentation fault (11)'

test.each([
  [nginx, NGINX],
  [nginx, `${NGINX} (core dumped)`],
  [apache, APACHE],
  [apache, APACHE.replace('AH00052', 'AH00051').concat(', possible coredump in /tmp')],
])('$0.title reports a process that a signal ended', (adapter, line) => {
  expect(watchCrashes(adapter.crashed, () => `started\n${line}\nstarted again\n`)(0)).toBe(line)
})

test('an orderly end is no crash', () => {
  const orderly =
    '2026/11/30 08:40:51 [notice] 7#7: worker process 8 exited with code 0\nsignal 17 (SIGCHLD) received from 8\n'
  expect(watchCrashes(nginx.crashed, () => orderly)(0)).toBeUndefined()
  expect(watchCrashes(undefined, () => NGINX)(0)).toBeUndefined()
})

test('each test case that was running then gets the crash, and none that starts later', () => {
  let log = ''
  const crashSince = watchCrashes(nginx.crashed, () => log)
  const before = now()
  expect(crashSince(before)).toBeUndefined()
  log = `${NGINX}\n`
  expect([crashSince(before), crashSince(before)]).toEqual([NGINX, NGINX])
  const later = now()
  expect(crashSince(later)).toBeUndefined()
  log += `${NGINX.replace('20458', '20999')}\n`
  expect(crashSince(later)).toContain('20999')
})
