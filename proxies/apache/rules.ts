/** Known remedies for a finding behind Apache: criterion → change, best first. Each is verified by a run before it is reported. */

import type { Rule } from '../../harness/config/remedy-rules.ts'
import type { Candidate, CriterionPattern } from '../../harness/model/index.ts'
import { arg } from './config.ts'
import { oneAttempt } from './group-attempts.ts'
import { fresherConnections } from './idle-backend-connections.ts'
import { off } from './one-path.ts'
import { protocolLoaded } from './protocol-module.ts'
import { roomForFields } from './response-field-size.ts'
import { type Scope, without } from './scope.ts'
import { http2WorkersStarted } from './stream-limits.ts'
import { longerTimeout } from './timeout.ts'
import { tlsSwitchedOn } from './tls-to-backends.ts'
import { endedBySlash } from './trailing-slash.ts'
import { moreServers } from './worker-limits.ts'

/** Criteria that fail where data waits in the proxy, or is changed on its way. */
const FILTERED: readonly CriterionPattern[] = [
  'delivery/*',
  'heartbeat/delivered',
  'resume/*',
  'headers-first/*',
  'cadence/*',
  'burst/*',
  'threshold/*',
  'compression/*',
  'truncation/*',
  'post-stream/*',
  'llm/tokens',
  'llm/done',
  'mcp/live',
  'mcp/whole',
  'big-and-split/*',
  'incremental/*',
  'slow-reader/*',
  'total-cap/delivers',
  'total-cap/keep-alive',
  'application/*',
  'browser/*',
  'origin-close/*',
]
const API_FIELDS: readonly CriterionPattern[] = [
  'llm/request-fields',
  'llm/limited',
  'mcp/request-fields',
  'mcp/response-fields',
  'mcp/resume',
]
/** Where the proxy answers by itself. */
const UNANSWERED: readonly CriterionPattern[] = ['delivery/live', 'post-stream/request']
const REQUESTED: readonly CriterionPattern[] = [
  'resume/reconnect',
  'shared-stream/intact',
  'llm/request',
  'mcp/request',
]
const MCP_ERRORS: readonly CriterionPattern[] = ['mcp/statuses', 'mcp/response-fields', 'mcp/whole']
const WHY_FILTER =
  'an output filter sees the answer before the client does, and may keep some of it, or end it by itself'

/** Documentation of what is named in a filter directive. */
const FILTER_DOCS: Readonly<Record<string, string>> = {
  sed: 'mod/mod_sed.html',
  rate_limit: 'mod/mod_ratelimit.html',
  deflate: 'mod/mod_deflate.html',
  brotli_compress: 'mod/mod_brotli.html',
  substitute: 'mod/mod_substitute.html',
  buffer: 'mod/mod_buffer.html',
  includes: 'mod/mod_include.html',
  'proxy-html': 'mod/mod_proxy_html.html',
}

/** Each filter that may affect an event stream. */
function unfiltered(scope: Scope): Candidate[] {
  return scope.directives.flatMap((directive) => {
    if (!/^(set|add)outputfilter(bytype)?$|^filterchain$|^filterprovider$/.test(directive.key)) return []
    const name = arg(directive).split(';')[0]?.toLowerCase() ?? ''
    const about = { doc: FILTER_DOCS[name] ?? 'mod/core.html#setoutputfilter', why: WHY_FILTER }
    if (directive.key !== 'addoutputfilterbytype') return off(scope, directive, about)
    const types = directive.args.slice(1)
    const ours = types.find(({ text }) => text.toLowerCase() === 'text/event-stream')
    if (ours === undefined) return []
    const [narrow, ...wide] = off(scope, directive, about)
    if (types.length === 1) return [narrow, ...wide].filter((one) => one !== undefined)
    return [...(wide.length > 0 && narrow ? [narrow] : []), without(scope, directive, ours, about)]
  })
}

/** Each directive of this name whose arguments match. */
const take =
  (key: RegExp, argument: RegExp, doc: string, why: string) =>
  (scope: Scope): Candidate[] =>
    scope.directives
      .filter((directive) => key.test(directive.key) && directive.args.some(({ text }) => argument.test(text)))
      .flatMap((directive) => off(scope, directive, { doc, why }))

export const RULES: readonly Rule<Scope>[] = [
  { for: ['reload/*'], remedies: moreServers },
  { for: UNANSWERED, classes: ['no-stream', 'refused'], remedies: endedBySlash },
  { for: UNANSWERED, classes: ['no-stream', 'refused'], remedies: tlsSwitchedOn },
  { for: UNANSWERED, classes: ['no-stream', 'refused'], remedies: protocolLoaded },
  { for: [...UNANSWERED, ...REQUESTED], classes: ['no-stream', 'refused', 'lost'], remedies: roomForFields },
  { for: ['delivery/*', 'post-stream/*', 'llm/*', 'mcp/*', 'http2/*'], remedies: http2WorkersStarted },
  { for: ['retry-replay/idle-connection'], remedies: fresherConnections },
  {
    for: [
      'resume/end-seen',
      'resume/reconnect',
      'truncation/told',
      'retry-replay/post-once',
      'retry-replay/told',
      'slow-head/*',
      'post-stream/done',
      'llm/done',
    ],
    remedies: oneAttempt,
  },
  { for: FILTERED, remedies: unfiltered },
  {
    for: FILTERED,
    remedies: take(/^proxyhtmlenable$/, /^on$/i, 'mod/mod_proxy_html.html#proxyhtmlenable', WHY_FILTER),
  },
  {
    for: ['truncation/*', 'delivery/*', 'origin-close/*'],
    remedies: take(
      /^(setenv|setenvif(nocase)?|browsermatch(nocase)?)$/,
      /(force-(proxy-request|response)|downgrade)-1\.0/i,
      'mod/mod_proxy.html#envsettings',
      'over HTTP/1.0 the end of an answer is the end of its connection, so a cut one looks whole',
    ),
  },
  {
    for: ['heartbeat/quiet', 'heartbeat/interval', 'slow-head/*', 'idle-cut/*', 'total-cap/*'],
    remedies: longerTimeout,
  },
  { for: ['delivery/live'], classes: ['cut', 'held'], remedies: longerTimeout },
  {
    for: ['resume/reconnect', 'resume/continuity', 'shared-stream/*', 'application/*'],
    remedies: take(
      /^cacheenable$/,
      /./,
      'mod/mod_cache.html#cacheenable',
      "a cached stream is shown to the next client: somebody else's events, and old ones",
    ),
  },
  {
    for: ['resume/last-event-id', 'delivery/content-type', 'application/*', 'status/*', ...API_FIELDS],
    remedies: take(
      /^(request)?header$/,
      /^(last-event-id|content-type|accept|authorization|x-api-key|anthropic-.*|openai-.*|mcp-.*|allow|retry-after)$/i,
      'mod/mod_headers.html',
      'a header field is taken away, or changed',
    ),
  },
  {
    for: ['status/*', 'proxy-error/*', 'application/*', 'llm/limited', ...MCP_ERRORS],
    remedies: take(
      /^proxyerroroverride$/,
      /^on$/i,
      'mod/mod_proxy.html#proxyerroroverride',
      "the origin's own error answers are replaced by Apache's",
    ),
  },
  {
    for: ['reload/*', 'reload-deadline/*'],
    remedies: take(
      /^gracefulshutdowntimeout$/,
      /./,
      'mod/mpm_common.html#gracefulshutdowntimeout',
      'streams are cut that long after a graceful stop',
    ),
  },
]
