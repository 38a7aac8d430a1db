/**
 * What `npm test` and `npm run test:full` run. The usual parts keep CI within minutes: the first three scenarios run on every
 * profile, and every scenario on the profiles that readers start from.
 */
import type { SelectOptions } from '../cli/options.ts'
import type { RuntimeId } from '../model/index.ts'

export interface Part {
  /** For people; unique. */
  readonly name: string
  readonly runtime: RuntimeId
  readonly select: Partial<SelectOptions>
}

const CLEARTEXT = { front: ['h1'] }

const USUAL: readonly Part[] = [
  {
    name: 'every profile: delivery, heartbeat, resume',
    runtime: 'local',
    // An origin that closes its connection adds nothing here, as in the quick set; the next part covers it.
    select: { scenario: ['delivery', 'heartbeat', 'resume'], axis: { ...CLEARTEXT, origin: ['chunked'] } },
  },
  {
    name: 'every scenario: defaults, recommended, and a chain of two',
    runtime: 'local',
    select: {
      profile: ['defaults', 'recommended', 'nginx-buffering-before-apache'],
      // When a vanished client is noticed is a number, of which nothing is expected: it would be waited for in vain here. The self-test has it.
      axis: { front: ['h1', 'h2+tls'], leaving: ['closes'] },
    },
  },
  {
    name: 'HTTP/1.1 over TLS: delivery, heartbeat, post-stream, defaults and recommended',
    runtime: 'local',
    select: {
      scenario: ['delivery', 'heartbeat', 'post-stream'],
      profile: ['defaults', 'recommended'],
      axis: { front: ['h1+tls'] },
    },
  },
  {
    name: 'in containers: delivery, heartbeat, resume',
    runtime: 'docker',
    select: {
      scenario: ['delivery', 'heartbeat', 'resume'],
      profile: ['defaults', 'recommended', 'hostile'],
      axis: CLEARTEXT,
    },
  },
]

const FULL: readonly Part[] = [
  { name: 'everything, on every build that is here', runtime: 'local', select: { all: true, builds: ['all'] } },
  { name: 'everything, in containers', runtime: 'docker', select: { all: true } },
]

/** `npm run test:full` sets SSE_COMPAT_TEST. */
export const isFull = (): boolean => process.env.SSE_COMPAT_TEST === 'full'
/** For a test that runs only then: see scripts/skip-reasons.ts. */
export const ONLY_FULL = { skipped: 'only with SSE_COMPAT_TEST=full' }
export const partsToRun = (): readonly Part[] => (isFull() ? FULL : USUAL)
