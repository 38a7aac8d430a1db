/**
 * Which lines of a log report that a signal ended a process. Apache escapes line breaks in its log, so that no text of a configuration or a request
 * makes one; for nginx see harness/runtimes/worker-crash.test.ts.
 */
import { expect, it } from 'vitest'
import { adapter as apache } from './apache/adapter.ts'
import { build, site } from './apache/build.fixture.ts'
import { adapter as nginx } from './nginx/adapter.ts'

it.for([
  [nginx, '2026/11/30 09:52:11 [alert] 2#2: worker process 12 exited on signal 11 (core dumped)'],
  [nginx, '2026/11/30 09:52:11 [alert] 2#2: worker process 12 exited with fatal code 2 and cannot be respawned'],
  [
    apache,
    '[Mon Nov 30 09:52:11.123456 2026] [core:notice] [pid 2:tid 140] AH00052: child pid 12 exit signal Segmentation fault (11)',
  ],
] as const)('%#: the line of a master process does', ([adapter, line]) => {
  expect(line).toMatch(adapter.crashed ?? /$^/)
})

it.for([
  [nginx, '2026/11/30 09:52:11 [notice] 2#2: *1 rewritten data: "/worker process 12 exited on signal 11", args: ""'],
  [nginx, '2026/11/30 09:52:11 [error] 3#3: *1 open() "/none/ 3#3: worker process 12 exited on signal 11" failed'],
  [
    apache,
    '[Mon Nov 30 09:52:11.123456 2026] [core:info] [pid 3:tid 140] [client 127.0.0.1:5] AH00128: File does not exist: /AH00052: child pid 12 exit signal Killed (9)',
  ],
] as const)('%#: a path with the same words does not', ([adapter, line]) => {
  expect(line).not.toMatch(adapter.crashed ?? /^/)
})

it('Apache writes its log in the usual format, whatever the configuration says', () => {
  const text = 'ErrorLogFormat "AH00052: child pid 12 exit signal %M"\nProxyPass / http://a/\n'
  const { files } = apache.prepare({ 'a.conf': text }, site, build)
  expect(Object.values(files).join('\n')).not.toMatch(/ErrorLogFormat/i)
})
