/** Limits of how many concurrent streams nginx has, from the configuration. Pure. */

import type { StreamLimit, StreamLimits } from '../../harness/model/index.ts'
import { whereOf } from '../_kit/directive.ts'
import { announcedBy, ONE_CONNECTION, PLENTY, tightestFirst } from '../_kit/stream-limits.ts'
import { type Directive, firstArg } from './config.ts'
import { directivesIn } from './layout.ts'
import { DEFAULT_CONNECTIONS, moreConnections } from './process.ts'
import { allHolding, holding, reworded, type Scope, settingOf, without } from './scope.ts'
import { serversOf, upstreamBehind } from './upstream-behind.ts'

/** Standard input and output, the log, a channel to the master process, and two files of the event loop. */
const OWN_FILES = 7
/** Default for HTTP/2. */
const DEFAULT_STREAMS = 128
const ADDRESS = /^\$(binary_)?(remote|realip_remote|proxy_protocol)_addr$/
/** One value for all requests of a server. */
const SERVER = /^\$(server_name|server_port|server_addr|hostname)$|^[^$]*$/

export function streamLimitsOf(scope: Scope, isTls: boolean): StreamLimits {
  const all = [...new Set(directivesIn(scope.levels.flat()))]
  const processes = processesOf(scope)
  const perProcess = processes.most === 1 ? 'all' : 'process'
  const found = [
    ...connectionLimits(scope, all),
    ...rateLimits(scope, all),
    ...upstreamLimits(scope, all, perProcess),
    ...workerLimits(scope, all, perProcess),
    ...(isTls ? [http2Limit(scope)] : []),
  ]
  const limits = tightestFirst(found)
  return { limits, processes, none: idleOnly(scope, all) }
}

function processesOf(scope: Scope): StreamLimits['processes'] {
  const written = holding(scope, 'worker_processes')
  if (written === undefined) {
    // A whole configuration without it has one; with a fragment the main file is not available.
    return holding(scope, 'events') === undefined
      ? { says: 'worker_processes is in the main file, which was not given' }
      : { most: 1, says: 'worker_processes is not set: 1 is the default' }
  }
  const says = `worker_processes ${firstArg(written)} (${whereOf(written)})`
  const most = Number(firstArg(written))
  return Number.isInteger(most) ? { most, says } : { says }
}

function connectionLimits(scope: Scope, all: readonly Directive[]): StreamLimit[] {
  if (holding(scope, 'limit_conn_dry_run')?.args[0]?.text === 'on') return []
  const why = 'each open stream is a connection that it counts'
  return allHolding(scope, 'limit_conn').map((directive) => {
    const [zone = '', number = ''] = directive.args.map(({ text }) => text)
    const declared = all.find(({ name, args }) => name === 'limit_conn_zone' && zoneOf(args) === zone)
    const key = declared && firstArg(declared)
    const raised = reworded(scope, directive, `${zone} ${PLENTY}`, { module: 'http_limit_conn', why })
    return {
      setting: raised.setting,
      streams: Number(number),
      counts: key === undefined ? 'value' : countedBy(key),
      how: keyed(zone, key, declared),
      isGuard: true,
      raised,
    }
  })
}

const zoneOf = (args: Directive['args']): string | undefined =>
  args.map(({ text }) => /^zone=([^:]*)/.exec(text)?.[1]).find((name) => name !== undefined)

function countedBy(key: string): 'address' | 'all' | 'value' {
  if (ADDRESS.test(key)) return 'address'
  return SERVER.test(key) ? 'all' : 'value'
}

function keyed(zone: string, key: string | undefined, declared: Directive | undefined): string {
  if (key === undefined || declared === undefined)
    return `the zone ${zone} was not given, so what it counts is not known`
  const place = `the zone counts by ${key} (${whereOf(declared)})`
  return countedBy(key) === 'value' ? `${place}; a request for which it is empty is not counted` : place
}

/** How many requests may begin at once: `burst` plus one; without `nodelay` the others are delayed. */
function rateLimits(scope: Scope, all: readonly Directive[]): StreamLimit[] {
  if (holding(scope, 'limit_req_dry_run')?.args[0]?.text === 'on') return []
  return allHolding(scope, 'limit_req').map((directive) => {
    const words = directive.args.map(({ text }) => text)
    const value = (name: string) => words.map((word) => word.split('=')).find(([first]) => first === name)?.[1]
    const burst = Number(value('burst') ?? 0)
    const zone = value('zone') ?? ''
    const declared = all.find(({ name, args }) => name === 'limit_req_zone' && zoneOf(args) === zone)
    const rate = declared?.args.map(({ text }) => /^rate=(.*)$/.exec(text)?.[1]).find((one) => one !== undefined)
    const atOnce = words.includes('nodelay') ? burst : Math.min(burst, Number(value('delay') ?? 0))
    const after = `then ${rate ?? 'as many as the rate of its zone'}`
    const beyond =
      atOnce < burst ? `${burst - atOnce} more wait for their turn, any others are refused` : 'any others are refused'
    return {
      setting: settingOf(scope, 'limit_req', { module: 'http_limit_req', why: '' }, directive),
      streams: atOnce + 1,
      counts: 'rate',
      how: `burst=${burst}${words.includes('nodelay') ? ' nodelay' : ''}: ${atOnce === 0 ? '1 stream begins' : `${atOnce + 1} streams begin`} at once, ${after}; ${beyond}`,
      isGuard: true,
    }
  })
}

/** `max_conns` of the servers behind the route; if one has none, there is no limit. */
function upstreamLimits(scope: Scope, all: readonly Directive[], perProcess: 'all' | 'process'): StreamLimit[] {
  const upstream = upstreamBehind(scope.pass, all)
  const servers = serversOf(upstream)
  const limits = servers.flatMap((server) => {
    const word = server.args.find(({ text }) => /^max_conns=[1-9]/.test(text))
    return word === undefined ? [] : [{ server, word, most: Number(word.text.slice('max_conns='.length)) }]
  })
  const [first] = limits
  if (upstream === undefined || first === undefined || limits.length < servers.length) return []
  const about = { module: 'http_upstream', why: 'each open stream is a connection to the application that it counts' }
  const streams = limits.reduce((sum, { most }) => sum + most, 0)
  const isShared = upstream.block?.some((one) => one.name === 'zone') === true
  const each =
    limits.length > 1 ? `${limits.map(({ most }) => most).join(' + ')} for the servers of ${firstArg(upstream)}` : ''
  const scopeOfCount = isShared
    ? 'counted over all worker processes, since the upstream has a `zone`'
    : perProcess === 'process'
      ? 'each worker process counts by itself, since the upstream has no `zone`'
      : ''
  const one = without(scope, first.server, first.word.text, about)
  const changes = limits.map(({ server, word }) => without(scope, server, word.text, about)?.change ?? [])
  return [
    {
      setting: settingOf(scope, 'server', about, first.server),
      streams,
      counts: isShared ? 'all' : perProcess,
      how: [each, scopeOfCount].filter((text) => text !== '').join('; '),
      isGuard: true,
      ...(one === undefined ? {} : { raised: { ...one, change: changes.flat() } }),
    },
  ]
}

/**
 * A stream takes two connections of its process, one to each side; each listening socket and the channel to the master process
 * take one.
 */
function workerLimits(scope: Scope, all: readonly Directive[], perProcess: 'all' | 'process'): StreamLimit[] {
  const listens = listensIn(all)
  const written = holding(scope, 'events')?.block?.find(({ name }) => name === 'worker_connections')
  const number = written === undefined ? DEFAULT_CONNECTIONS : Number(firstArg(written))
  const [raised] = moreConnections(scope)
  const about = { module: 'core', byDefault: `${DEFAULT_CONNECTIONS} is the default`, why: '' }
  const setting = raised?.setting ?? settingOf(scope, 'worker_connections', about)
  const sockets = `${listens} listening ${listens === 1 ? 'socket' : 'sockets'}`
  const connections: StreamLimit = {
    setting,
    streams: Math.floor((number - listens - 1) / 2),
    counts: perProcess,
    how: `(${number} connections − ${sockets} − 1 to the master process) ÷ 2, one to each side of a stream`,
    isGuard: false,
    ...(raised === undefined ? {} : { raised }),
  }
  const files = holding(scope, 'worker_rlimit_nofile')
  if (files === undefined) return [connections]
  const most = Number(firstArg(files))
  const why = 'each stream takes two open files of its process: a connection to the client, and one to the application'
  const more = reworded(scope, files, String(Math.max(PLENTY, 4 * most)), { module: 'core', why })
  const own = OWN_FILES + listens
  const byFiles: StreamLimit = {
    setting: more.setting,
    streams: Math.floor((most - own) / 2),
    counts: perProcess,
    how: `(${most} open files − about ${own} of its own) ÷ 2, one to each side of a stream`,
    isGuard: false,
    raised: more,
  }
  return [connections, byFiles]
}

/** Distinct addresses; where a port is listened on at all addresses, one socket is sufficient for IPv4. */
function listensIn(all: readonly Directive[]): number {
  const addresses = all.flatMap((server) => {
    if (server.name !== 'server' || server.block === undefined) return []
    const own = server.block.filter(({ name }) => name === 'listen').map((listen) => normal(firstArg(listen)))
    return own.length === 0 ? ['*:80'] : own
  })
  const distinct = new Set(addresses)
  return Math.max(1, [...distinct].filter((address) => !isCovered(address, distinct)).length)
}

const normal = (text: string): string => {
  if (/^\d+$/.test(text)) return `*:${text}`
  const address = /:\d+$/.test(text) || text.startsWith('unix:') ? text : `${text}:80`
  return address.replace(/^0\.0\.0\.0:/, '*:')
}
const isCovered = (address: string, all: ReadonlySet<string>): boolean =>
  /^[\d.]+:\d+$/.test(address) && all.has(`*:${address.split(':')[1]}`)

function http2Limit(scope: Scope): StreamLimit {
  const written = holding(scope, 'http2_max_concurrent_streams')
  const about = {
    module: 'http_v2',
    byDefault: `${DEFAULT_STREAMS} is the default`,
    why: ONE_CONNECTION,
  }
  const number = written === undefined ? DEFAULT_STREAMS : Number(firstArg(written))
  const isLow = written !== undefined && number < DEFAULT_STREAMS
  return {
    setting: settingOf(scope, 'http2_max_concurrent_streams', about),
    streams: number,
    counts: 'connection',
    how: announcedBy('nginx'),
    isGuard: false,
    ...(isLow ? { raised: reworded(scope, written, String(DEFAULT_STREAMS), about) } : {}),
  }
}

/** `keepalive` of the upstream behind the route. */
function idleOnly(scope: Scope, all: readonly Directive[]): StreamLimits['none'] {
  const keepalive = upstreamBehind(scope.pass, all)?.block?.find((one) => one.name === 'keepalive')
  return keepalive === undefined
    ? []
    : [{ where: whereOf(keepalive), says: `keepalive ${firstArg(keepalive)} limits idle connections, and no streams` }]
}
