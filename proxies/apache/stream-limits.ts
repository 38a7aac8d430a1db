/** Limits of how many concurrent streams Apache has, from the configuration. Pure. */

import type { Candidate, StreamLimit, StreamLimits } from '../../harness/model/index.ts'
import { whereOf } from '../_kit/directive.ts'
import { tightestFirst } from '../_kit/stream-limits.ts'
import { arg, type Directive, type Word } from './config.ts'
import { http2Limits, http2WithoutEffect, startedWorkers } from './http2-limits.ts'
import { moduleName } from './modules.ts'
import { numberOf } from './positive-number.ts'
import { type Scope, settingOf, without } from './scope.ts'
import { moreWorkers } from './worker-limits.ts'
import { workerOf } from './workers.ts'

const WORKERS = 'mod/mpm_common.html#maxrequestworkers'
const POOL = 'mod/mod_proxy.html#proxypass'
const THREADED = { servers: 16, threads: 25, workers: 400 }
/** Default of ThreadLimit. */
const MAX_THREADS = 64
const PREFORK = { servers: 256, threads: 1, workers: 256 }

interface Workers {
  readonly threads: number
  readonly processes: number
  readonly limit: StreamLimit
  readonly says: string
}

export const http2WorkersStarted = (scope: Scope): Candidate[] => startedWorkers(scope, workersOf(scope).threads)

export function streamLimitsOf(scope: Scope, isTls: boolean): StreamLimits {
  const workers = workersOf(scope)
  const found = [
    workers.limit,
    ...poolLimits(scope, workers),
    ...(isTls ? http2Limits(scope, workers.threads) : []),
    ...qosLimits(scope),
  ]
  return {
    limits: tightestFirst(found),
    processes: { most: workers.processes, says: workers.says },
    none: isTls ? http2WithoutEffect(scope) : [],
  }
}

/** Of the main server; of several the last one is in effect. */
const written = ({ directives }: Scope, key: RegExp): Directive | undefined =>
  directives.findLast((directive) => key.test(directive.key))

/** Threads, or with prefork processes, as the MPM counts them: it rounds down to whole processes. */
function workersOf(scope: Scope): Workers {
  const isPrefork = scope.directives.some(
    ({ key, args }) => key === 'loadmodule' && moduleName(args[1]?.text ?? '') === 'mpm_prefork',
  )
  const usual = isPrefork ? PREFORK : THREADED
  const threadsLine = isPrefork ? undefined : written(scope, /^threadsperchild$/)
  const serversLine = written(scope, /^serverlimit$/)
  const workersLine = written(scope, /^(maxrequestworkers|maxclients)$/)
  const limit = isPrefork ? 1 : Number(numberOf(written(scope, /^threadlimit$/)) ?? MAX_THREADS)
  const threads = Math.min(numberOf(threadsLine) ?? usual.threads, Math.max(1, limit))
  const servers = numberOf(serversLine) ?? usual.servers
  const asked = Math.max(threads, numberOf(workersLine) ?? usual.workers)
  const processes = Math.max(1, Math.min(servers, Math.floor(asked / threads)))
  const streams = processes * threads
  const isAsked = servers * threads >= asked
  const tight = isAsked ? workersLine : (serversLine ?? threadsLine)
  const name = isPrefork ? 'processes' : `threads (${processes} ${of(processes)} of ${threads})`
  const setting =
    tight === undefined
      ? {
          name: 'MaxRequestWorkers',
          says: `MaxRequestWorkers is not set: ${usual.workers} is the default`,
          doc: `https://httpd.apache.org/docs/2.4/${WORKERS}`,
        }
      : settingOf(scope, tight, WORKERS)
  const raised = moreWorkers(scope)[0]
  return {
    threads,
    processes,
    says: serversLine
      ? `${textual(serversLine)} (${whereOf(serversLine)})`
      : isAsked && workersLine
        ? `${textual(workersLine)} (${whereOf(workersLine)})`
        : 'ServerLimit is not set: 16 is the default',
    limit: {
      setting,
      streams,
      counts: 'all',
      how: `${streams} ${name}, one for each stream`,
      isGuard: true,
      ...(raised === undefined ? {} : { raised }),
    },
  }
}

const of = (processes: number): string => (processes === 1 ? 'process' : 'processes')
const textual = ({ name, args }: Directive): string => [name, ...args.map(({ text }) => text)].join(' ')

interface Pool {
  readonly directive: Directive
  readonly word: Word
  readonly most: number
}

/** `max=` of the worker that the route passes requests to, or of a group's members. A process has no more streams than threads. */
function poolLimits(scope: Scope, { threads, processes }: Workers): StreamLimit[] {
  const pools = poolsOf(scope).filter(({ most }) => most > 0)
  const [first] = pools
  const streams = pools.reduce((sum, { most }) => sum + most, 0)
  if (first === undefined || streams >= threads) return []
  const about = {
    doc: POOL,
    why: 'each open stream is one of the connections to the application that a process may have',
  }
  const taken = pools.map(({ directive, word }) => without(scope, directive, word, about))
  const [one] = taken
  if (one === undefined) return []
  const raised: Candidate = { ...one, change: taken.flatMap(({ change }) => change) }
  const sum = pools.length > 1 ? `${pools.map(({ most }) => most).join(' + ')} for the members of the group; ` : ''
  const setting = settingOf(scope, first.directive, POOL)
  return [
    {
      setting: first.directive.section === undefined ? setting : { ...setting, says: first.word.text },
      streams,
      counts: processes === 1 ? 'all' : 'process',
      how: `${sum}each process counts by itself, and has ${threads} threads`,
      isGuard: false,
      raised,
    },
  ]
}

/** Of a group those of all members; a member without `max=` has always room. */
function poolsOf({ directives, selected }: Scope): Pool[] {
  const { target } = selected.route
  const group = /^balancer:\/\/[^/]*/i.exec(target)?.[0].toLowerCase()
  const sections = everywhere(directives, selected.levels.flat())
  if (group === undefined) {
    // The last value is in effect.
    return [...(workerOf(selected)?.parameters ?? [])]
      .reverse()
      .map(({ directive }) => poolIn(directive))
      .filter((one) => one !== undefined)
      .slice(0, 1)
  }
  const inside = sections.filter(({ key, args }) => key === 'proxy' && args[0]?.text.toLowerCase() === group)
  const members = [
    ...inside.flatMap(({ section }) => section ?? []).filter(({ key }) => key === 'balancermember'),
    ...directives.filter((one) => one.key === 'balancermember' && arg(one).toLowerCase() === group),
  ]
  const pools = members.map(poolIn)
  return pools.every((one) => one !== undefined) ? pools : []
}

const everywhere = (holding: readonly Directive[], levels: readonly Directive[]): readonly Directive[] => [
  ...new Set([...holding, ...levels]),
]

function poolIn(directive: Directive): Pool | undefined {
  const word = directive.args.find(({ text }) => /^max=\d+$/i.test(text))
  return word === undefined ? undefined : { directive, word, most: Number(word.text.slice('max='.length)) }
}

/** mod_qos and mod_limitipconn: directive (lower case), what it counts, and which of its arguments is the number. */
const QOS: readonly (readonly [RegExp, StreamLimit['counts'], number])[] = [
  [/^qs_srvmaxconn$/, 'all', 0],
  [/^qs_srvmaxconnperip$/, 'address', 0],
  [/^qs_locrequestlimit(match|default)?$/, 'all', -1],
  [/^maxconnperip$/, 'address', 0],
]
const QOS_DOC = 'http://mod-qos.sourceforge.net/'

function qosLimits(scope: Scope): StreamLimit[] {
  return scope.directives.flatMap((directive) => {
    const found = QOS.find(([key]) => key.test(directive.key))
    const streams = Number(directive.args.at(found?.[2] ?? 0)?.text)
    if (found === undefined || !Number.isInteger(streams) || streams <= 0) return []
    const setting = { ...settingOf(scope, directive, ''), doc: QOS_DOC }
    return [{ setting, streams, counts: found[1], how: '', isGuard: true }]
  })
}
