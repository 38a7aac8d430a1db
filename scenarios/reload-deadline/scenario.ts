import type { Scenario } from '../../harness/model/index.ts'
import { criteria } from './criteria.ts'
import { run } from './run.ts'
import { CLOCK } from './time.ts'

export const scenario: Scenario = {
  id: 'reload-deadline',
  version: 1,
  question: 'How long do open streams survive after a reload?',
  why: 'Old workers have a deadline to finish. Streams that are still open then are dropped, all at the same moment.',
  references: [
    'https://nginx.org/en/docs/ngx_core_module.html#worker_shutdown_timeout',
    'https://httpd.apache.org/docs/2.4/mod/mpm_common.html#gracefulshutdowntimeout',
  ],
  axes: { front: ['h1'] },
  axisWords: {},
  asks: 'every',
  needs: ['reload', 'clock'],
  load: 'waiting',
  proxy: 'own',
  clock: CLOCK,
  longest: 6000,
  // After a longer event-loop stall (ms of real time) a late heartbeat may be the cause of a close.
  stallTolerance: 250,
  check: 'default',
  answers: { reload: 'every' },
  dependsOn: ['delivery/live'],
  run,
  criteria,
}
