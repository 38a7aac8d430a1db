/** Known remedies for a finding behind nginx: criterion → change, best first. Each is verified by a run before it is reported. */

import type { Rule } from '../../harness/config/remedy-rules.ts'
import type { Candidate, CriterionPattern, Ms } from '../../harness/model/index.ts'
import { whereOf } from '../_kit/directive.ts'
import { UNCONVERTED } from './charset-remedies.ts'
import type { Directive } from './config.ts'
import { withoutConnectionFields } from './connection-field-remedies.ts'
import { ownStatus } from './error-pages.ts'
import { fresherConnections } from './idle-upstream-connections.ts'
import { withoutResolver } from './looked-up-names.ts'
import { onlyIdempotent } from './next-upstream.ts'
import { longerShutdown } from './process.ts'
import { unlimited } from './rate-limits.ts'
import { PASSED_ON } from './request-field-remedies.ts'
import { LARGER_HEAD } from './response-head-size.ts'
import { holding, type Scope, set, without } from './scope.ts'
import { parseTime } from './timers.ts'
import { isAtLeast } from './version.ts'

/** Criteria that fail where data waits in the proxy. */
export const HELD: readonly CriterionPattern[] = [
  'delivery/*',
  'heartbeat/delivered',
  'headers-first/*',
  'cadence/*',
  'burst/*',
  'threshold/*',
  'compression/*',
  'post-stream/*',
  'llm/tokens',
  'llm/done',
  'mcp/live',
  'mcp/whole',
  'big-and-split/*',
  'incremental/*',
  'accel-header/*',
  'slow-reader/*',
  'total-cap/delivers',
  'total-cap/cap',
  'total-cap/keep-alive',
  'idle-cut/*',
  'truncation/*',
  'origin-close/*',
  'resume/continuity',
  'http2/*',
  'application/*',
  'browser/*',
]
/** Where a compressor takes part. Debian's of Brotli does not end a response that the application has cut. */
const COMPRESSED: readonly CriterionPattern[] = [...HELD, 'resume/end-seen', 'resume/reconnect']
const STREAM_TYPE = 'text/event-stream'

const rule = (
  criteria: readonly CriterionPattern[],
  name: string,
  value: string,
  module: string,
  byDefault: string,
  why: string,
): Rule<Scope> => ({ for: criteria, remedies: (scope) => [set(scope, name, value, { module, byDefault, why })] })

/** 1.29.7 changed the default. http://nginx.org/en/CHANGES. An application that is reached over HTTP/2 may speak nothing else. */
function httpVersion(scope: Scope): Candidate | undefined {
  if (holding(scope, 'proxy_http_version')?.args[0]?.text === '2') return undefined
  return set(scope, 'proxy_http_version', '1.1', {
    module: 'http_proxy',
    byDefault: isAtLeast(scope, '1.29.7')
      ? '1.1 is the default from nginx 1.29.7 on'
      : '1.0 is the default up to nginx 1.29.6',
    why: 'over HTTP/1.0 the end of an answer is the end of its connection: it cannot be chunked, and a cut one looks whole',
  })
}

/** nginx caches only what it buffers, so a location with a cache loses it: the reason names that line. */
function notBuffered(scope: Scope): Candidate | undefined {
  const cache = holding(scope, 'proxy_cache')
  const zone = cache?.args[0]?.text ?? 'off'
  const loses =
    cache === undefined || zone === 'off'
      ? ''
      : `. Without buffering nothing of this location is cached any more (\`proxy_cache ${zone}\`, ${whereOf(cache)}): where it serves more than streams, set it in a location for the stream alone`
  const found = set(scope, 'proxy_buffering', 'off', {
    module: 'http_proxy',
    byDefault: 'on is the default',
    why: `with buffering on nginx keeps the answer until a buffer is full, and the head until there is a body${loses}`,
  })
  return loses === '' ? found : costing(found, NOT_CACHED)
}

const NOT_CACHED = 'the cache of everything else that it serves'

const costing = (candidate: Candidate | undefined, costs: string): Candidate | undefined =>
  candidate && { ...candidate, costs }

function notCached(scope: Scope): Candidate | undefined {
  const found = set(scope, 'proxy_cache', 'off', {
    module: 'http_proxy',
    byDefault: 'off is the default',
    why: "a cached stream is shown to the next client: somebody else's events, and old ones",
  })
  return costing(found, NOT_CACHED)
}

/** The compressor that matches event streams, changed to skip them. */
function uncompressed(kind: 'gzip' | 'brotli' | 'zstd', module: string): (scope: Scope) => (Candidate | undefined)[] {
  const why = 'the stream is compressed, and what the compressor and the buffer behind it keep reaches the client late'
  return (scope) => {
    const on = holding(scope, kind)
    if (on === undefined || on.args[0]?.text === 'off') return []
    const types = holding(scope, `${kind}_types`)
    return [
      types && without(scope, types, STREAM_TYPE, { module, why }),
      costing(
        set(scope, kind, 'off', { module, byDefault: 'off is the default', why }),
        `${kind} for everything else that it serves`,
      ),
    ]
  }
}

/** nginx's own compressor requires it, and other compressors do too. */
function varied(scope: Scope): Candidate | undefined {
  const isCompressed = ['gzip', 'brotli', 'zstd'].some((name) =>
    argsOf(holding(scope, name)).some((text) => text !== 'off'),
  )
  const why = 'without it a compressed response has no Vary, so that a cache gives it to clients that cannot read it'
  return isCompressed
    ? set(scope, 'gzip_vary', 'on', { module: 'http_gzip', byDefault: 'off is the default', why })
    : undefined
}

const argsOf = (directive: Directive | undefined): string[] => (directive?.args ?? []).map(({ text }) => text)

const longer = (
  scope: Scope,
  why = 'nginx closes the connection to an origin that is idle for so long',
): (Candidate | undefined)[] => [
  set(scope, 'proxy_read_timeout', '1h', { module: 'http_proxy', byDefault: '60s is the default', why }),
]

/** Shorter than the time in which an application begins its response. */
const HARDLY_ANY: Ms = 1000

/** nginx answers 504 before the origin can: with 0 always. */
function notImmediate(scope: Scope): (Candidate | undefined)[] {
  const limit = holding(scope, 'proxy_read_timeout')
  const ms = parseTime(limit?.args[0]?.text ?? '')
  if (ms === undefined || ms >= HARDLY_ANY) return []
  return longer(scope, ms === 0 ? 'to nginx 0 is a limit that has always passed, and not `no limit`' : undefined)
}

/** Criteria that fail where the status is not a success. */
const OPENED: readonly CriterionPattern[] = [
  'delivery/*',
  'heartbeat/*',
  'resume/*',
  'headers-first/*',
  'shared-stream/*',
  'post-stream/*',
  'idle-cut/*',
  'total-cap/*',
]

/** The address is a guess: no file of nginx has the right one. */
function resolved(scope: Scope): (Candidate | undefined)[] {
  const http = scope.levels.find((level) => level.some(({ name, block }) => name === 'server' && block)) ?? []
  if (!withoutResolver(http).some(({ pass }) => pass === scope.pass)) return []
  const why =
    'nginx looks up a name in a variable only with a `resolver`, and else answers 502. 127.0.0.11 is the one of Docker; elsewhere write the nameserver of /etc/resolv.conf'
  return [set(scope, 'resolver', '127.0.0.11', { module: 'http_core', byDefault: 'none is the default', why })]
}

export const RULES: readonly Rule<Scope>[] = [
  { for: OPENED, remedies: resolved },
  { for: [...OPENED, ...HELD], remedies: withoutConnectionFields },
  { for: OPENED, remedies: ownStatus },
  { for: [...OPENED, ...HELD], remedies: notImmediate },
  LARGER_HEAD,
  UNCONVERTED,
  // Without buffering nginx ignores its limits on the rate, so both changes may help: the cause is the line that limits it.
  { for: HELD, remedies: unlimited },
  { for: HELD, remedies: (scope) => [notBuffered(scope)] },
  { for: ['compression/vary'], remedies: (scope) => [varied(scope)] },
  { for: COMPRESSED, remedies: uncompressed('gzip', 'http_gzip') },
  { for: COMPRESSED, remedies: uncompressed('brotli', 'http_brotli_filter') },
  { for: COMPRESSED, remedies: uncompressed('zstd', 'http_zstd_filter') },
  {
    for: ['truncation/*', 'origin-close/*', 'delivery/live', 'heartbeat/delivered', 'llm/tokens', 'mcp/live'],
    remedies: (scope) => [httpVersion(scope)],
  },
  rule(
    ['truncation/*'],
    'chunked_transfer_encoding',
    'on',
    'http_core',
    'on is the default',
    'without chunks the end of the answer is the end of the connection, so a cut one looks whole',
  ),
  { for: ['retry-replay/idle-connection'], remedies: fresherConnections },
  { for: ['retry-replay/post-once'], remedies: onlyIdempotent },
  rule(
    ['retry-replay/post-once', 'retry-replay/told', 'slow-head/*'],
    'proxy_next_upstream',
    'off',
    'http_proxy',
    'error timeout is the default',
    'a request that was not answered in time is sent again to another server',
  ),
  {
    for: ['heartbeat/quiet', 'heartbeat/interval', 'slow-head/*', 'idle-cut/*', 'total-cap/*'],
    remedies: (scope) => longer(scope),
  },
  { for: ['delivery/live'], classes: ['cut', 'held'], remedies: (scope) => longer(scope) },
  {
    for: [
      'resume/reconnect',
      'resume/continuity',
      'shared-stream/*',
      'application/*',
      'status/*',
      'client-leaves-busy/*',
      'client-leaves-silent/*',
      'llm/abort',
      'mcp/cancel',
    ],
    remedies: (scope) => [notCached(scope)],
  },
  rule(
    ['client-leaves-busy/*', 'client-leaves-silent/*', 'llm/abort', 'mcp/cancel'],
    'proxy_ignore_client_abort',
    'off',
    'http_proxy',
    'off is the default',
    'nginx goes on reading from the origin although the client has left',
  ),
  { for: ['reload/*', 'reload-deadline/*'], remedies: longerShutdown },
  rule(
    ['post-upload/*', 'post-stream/*'],
    'proxy_request_buffering',
    'off',
    'http_proxy',
    'on is the default',
    'the request is taken in whole before the origin is asked',
  ),
  PASSED_ON,
  rule(
    ['resume/last-event-id', 'application/*', 'llm/request-fields', 'mcp/request-fields', 'mcp/resume'],
    'proxy_pass_request_headers',
    'on',
    'http_proxy',
    'on is the default',
    "the client's header fields do not reach the origin, and Last-Event-ID is one of them",
  ),
  rule(
    ['status/*', 'proxy-error/*', 'application/*', 'llm/limited', 'mcp/statuses', 'mcp/response-fields', 'mcp/whole'],
    'proxy_intercept_errors',
    'off',
    'http_proxy',
    'off is the default',
    "the origin's own error answers are replaced by nginx's",
  ),
  rule(
    ['slow-reader/*'],
    'proxy_max_temp_file_size',
    '0',
    'http_proxy',
    '1024m is the default',
    'what a slow client has not read is written to disk',
  ),
  {
    for: HELD,
    remedies: (scope) => {
      const types = holding(scope, 'sub_filter_types')
      const about = { module: 'http_sub', why: 'the stream is searched for what is to be replaced, and kept meanwhile' }
      return [
        types && without(scope, types, STREAM_TYPE, about),
        types && set(scope, 'sub_filter_types', 'text/html', about),
      ]
    },
  },
  rule(
    HELD,
    'tcp_nodelay',
    'on',
    'http_core',
    'on is the default',
    'a small piece waits until the piece before it is acknowledged',
  ),
  rule(HELD, 'ssi', 'off', 'http_ssi', 'off is the default', 'the answer is searched for includes, and kept meanwhile'),
]
