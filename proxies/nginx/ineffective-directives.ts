/** Common directives whose effect is not the one that people expect. */

import type { Ms, Myth } from '../../harness/model/index.ts'
import { whereOf } from '../_kit/directive.ts'
import { type Directive, firstArg } from './config.ts'
import { directivesIn } from './layout.ts'
import { allHolding, gone, holding, type Scope, textOf } from './scope.ts'
import { parseTime } from './timers.ts'

const ACCEL_DOC = 'https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_buffering'
const READ_TIMEOUT_DOC = 'https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_read_timeout'
const OF_REQUEST =
  "this is a header of the request, and goes to the application. nginx reads X-Accel-Buffering in the application's answer only"
const OF_RESPONSE =
  "this goes to the client, and has an effect only where that is another nginx. nginx reads X-Accel-Buffering in the application's answer only"

/** The same for what other directives than `proxy_pass` pass on. */
const OF_OTHER_PROTOCOL = /^(fastcgi|uwsgi|scgi|grpc|memcached)_(buffering|read_timeout)$/

/** Timeouts that are taken for that of a silent stream, the likeliest first. A usual value of another purpose is none of them. */
const OTHER_TIMEOUTS: readonly (readonly [name: string, module: string, above: Ms, is: string])[] = [
  [
    'proxy_send_timeout',
    'http_proxy',
    60_000,
    'how long a piece of the request may take to be sent to the application',
  ],
  ['send_timeout', 'http_core', 60_000, 'how long a client may take to receive a piece that is sent to it'],
  [
    'proxy_connect_timeout',
    'http_proxy',
    60_000,
    'how long a connection to the application may take to be established',
  ],
  ['keepalive_timeout', 'http_core', 299_999, 'how long a connection of a client stays open between two requests'],
]

export function mythsIn(scope: Scope): readonly Myth[] {
  const accel = (name: string) =>
    allHolding(scope, name).filter((directive) => firstArg(directive).toLowerCase() === 'x-accel-buffering')
  const more = (name: string) =>
    scope.levels
      .flat()
      .filter((one) => one.name === name && one.args.some(({ text }) => /^x-accel-buffering\b/i.test(text)))
  const chunked = holding(scope, 'chunked_transfer_encoding')
  return [
    ...accel('proxy_set_header').map((directive) => myth(scope, directive, 'http_proxy', OF_REQUEST)),
    ...more('more_set_input_headers').map((directive) => myth(scope, directive, 'http_headers', OF_REQUEST)),
    ...accel('add_header').map((directive) => myth(scope, directive, 'http_headers', OF_RESPONSE)),
    ...more('more_set_headers').map((directive) => myth(scope, directive, 'http_headers', OF_RESPONSE)),
    ...ofOtherProtocols(scope),
    ...otherTimeouts(scope),
    ...(chunked !== undefined && firstArg(chunked) === 'off'
      ? [
          myth(
            scope,
            chunked,
            'http_core',
            'streams need no such line; without chunks a client cannot see that an answer was cut',
          ),
        ]
      : []),
  ]
}

/** What is written for this place: in its locations, and in its server. */
function ownLevels({ levels }: Scope): Scope['levels'] {
  const http = levels.findIndex((level) => level.some(({ name, block }) => name === 'server' && block !== undefined))
  return http < 0 ? levels : levels.slice(0, http)
}

function ofOtherProtocols(scope: Scope): readonly Myth[] {
  return ownLevels(scope).flatMap((level) => {
    const passes = new Set([...directivesIn(level)].map(({ name }) => name))
    return level.flatMap((directive) => {
      const [, protocol = '', what = ''] = OF_OTHER_PROTOCOL.exec(directive.name) ?? []
      if (protocol === '' || passes.has(`${protocol}_pass`)) return []
      const truth = `this holds for what \`${protocol}_pass\` passes on. Here \`proxy_pass\` does, and proxy_${what} is its directive`
      return [myth(scope, directive, 'http_proxy', truth)]
    })
  })
}

function otherTimeouts(scope: Scope): readonly Myth[] {
  if (holding(scope, 'proxy_read_timeout') !== undefined) return []
  const written = ownLevels(scope).flat()
  const found = OTHER_TIMEOUTS.flatMap(([name, module, above, is]) => {
    const one = written.find((directive) => directive.name === name)
    return one !== undefined && (parseTime(firstArg(one)) ?? 0) > above ? [{ one, module, is }] : []
  })
  return found.slice(0, 1).map(({ one, module, is }) => {
    const truth = `this is ${is}. A silent stream is closed by proxy_read_timeout, which is not set: 60s is the default`
    return myth(scope, one, module, truth, READ_TIMEOUT_DOC)
  })
}

function myth(scope: Scope, directive: Directive, module: string, truth: string, doc = ACCEL_DOC): Myth {
  return {
    where: whereOf(directive),
    says: textOf(scope, directive),
    truth,
    doc,
    without: gone(scope, directive, { module, why: truth }),
  }
}
