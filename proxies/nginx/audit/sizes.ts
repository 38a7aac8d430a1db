/** How much memory, and how many processes, threads and connections a configuration may request. */

import { tooMany } from '../../_kit/too-many.ts'
import type { Directive, Word } from '../config.ts'

type Bytes = number

const KIB = 1024
const MIB = 1024 * KIB

/** Maximum of one shared memory zone; typical ones have 10m, those of caches up to 100m. */
const ZONE: Bytes = 128 * MIB
/** Maximum of all zones together. */
const ALL_ZONES: Bytes = 512 * MIB
/** Size of a zone beyond that maximum: nginx accepts no less than 32k. */
const SMALL_ZONE: Bytes = 64 * KIB
const MAX_ZONES = 1000
/** Maximum of a buffer that is allocated for each request or connection. */
const BUFFER: Bytes = 8 * MIB
/** Maximum of a list of buffers: number × size. */
const BUFFERS: Bytes = 256 * MIB

const MAX_PROCESSES = 16
/** In place of `auto`, which may be a hundred, where processes have many connections. */
const AUTO = 2
/** Of one process. */
const MAX_CONNECTIONS = 65_536
/** Maximum of the first argument. */
const COUNTS: readonly (readonly [RegExp, number])[] = [
  [/^worker_connections$|^worker_aio_requests$|^(epoll|devpoll|kqueue|eventport)_(events|changes)$/, MAX_CONNECTIONS],
  [/^worker_rlimit_nofile$/, 1_048_576],
  [/^keepalive$/, 65_536],
  // nginx tries one size after another up to it: 65,536 of them take half a second.
  [/_hash_max_size$/, 65_536],
  [/_hash_bucket_size$/, 65_536],
  [/^(iocp_threads|post_acceptex)$/, 32],
  [/^http2_streams_index_size$|^spdy_streams_index_size$/, 65_536],
]
/** Sizes that are allocated as written, at the latest with a request; thresholds and limits are not among them. */
const SIZES: readonly (readonly [RegExp, Bytes])[] = [
  [/^(connection|request|http2|spdy)_pool_size$|^client_header_buffer_size$/, MIB],
  [/^(client_body_buffer_size|mp4_buffer_size|mp4_max_buffer_size|image_filter_buffer)$/, 64 * MIB],
  [/_buffer_size$|^ssi_value_length$|^gzip_(window|hash)$|^brotli_window$/, BUFFER],
  [/^upstream_fair_shm_size$/, ZONE],
]
const BUFFER_LISTS = /_buffers$/
/** Words of the form `key=number`. */
const KEYED: readonly (readonly [RegExp, RegExp, number])[] = [
  // 32 is nginx's own default.
  [/^thread_pool$/, /^(threads=)(\d+)$/, 32],
  [/^thread_pool$/, /^(max_queue=)(\d+)$/, 65_536],
  // `hash … consistent` has 160 points for each unit of weight.
  [/^server$/, /^(weight=)(\d+)$/, 1000],
  [/^(open_(log_)?file_cache|(proxy_|fastcgi_|uwsgi_|grpc_)?ssl_certificate_cache)$/, /^(max=)(\d+)$/, 1_048_576],
  [/^ssl_session_cache$/, /^(builtin:)(\d+)$/, 1_048_576],
]
/** Thread pools, each with up to 32 threads in each worker process. */
const MAX_POOLS = 8
interface Total {
  readonly names: RegExp
  /** With the number as its second group. */
  readonly form: RegExp
  /** Maximum of all together, and the value for each one beyond it. */
  readonly most: number
  readonly least: number
}
/**
 * Maximum of processes × connections: each connection takes some 450 bytes in each process from the start, and a check runs
 * dozens of such servers at a time. That is what two processes have with the most connections of one.
 */
const ALL_CONNECTIONS = 131_072
/** nginx's own default. */
const USUAL_CONNECTIONS = 512
/** What is allocated at the start for each of these, and added up. */
const TOTALS: readonly Total[] = [
  // 150 bytes for each connection.
  { names: /^keepalive$/, form: /^()(\d+)$/, most: 262_144, least: 64 },
  // 160 points of 16 bytes for each.
  { names: /^server$/, form: /^(weight=)(\d+)$/, most: 20_000, least: 1 },
]
/** Words with the name and the size of a zone. */
const ZONES: readonly (readonly [RegExp, RegExp])[] = [
  [/^limit_(req|conn)_zone$|^sticky$|^keyval_zone$/, /^(zone=[^:]*:)(.+)$/],
  [/_cache_path$/, /^(keys_zone=[^:]*:)(.+)$/],
  [/^ssl_session_cache$|^ssl_ocsp_cache$/, /^(shared:[^:]*:)(.+)$/],
]

/** A word that requests more than a test needs, and a sufficient value. */
export interface TooMuch {
  readonly word: Word
  readonly is: string
}

/** So many that all their connections together are not too many. */
function mostProcesses(all: readonly Directive[]): number {
  const connections = all
    .filter(({ name }) => name === 'worker_connections')
    .map(({ args }) => Math.min(Number(args[0]?.text) || USUAL_CONNECTIONS, MAX_CONNECTIONS))
  const most = connections.reduce((a, b) => Math.max(a, b), USUAL_CONNECTIONS)
  return Math.max(1, Math.min(MAX_PROCESSES, Math.floor(ALL_CONNECTIONS / most)))
}

/** `10`, `8k`, `4m`, `1g`; undefined for anything else, which nginx refuses. */
function parseSize(text: string): Bytes | undefined {
  const [, number, unit] = /^(\d+)([kmg]?)$/i.exec(text) ?? []
  if (number === undefined) return undefined
  return Number(number) * ({ k: KIB, m: MIB, g: 1024 * MIB }[unit?.toLowerCase() ?? ''] ?? 1)
}

/** False for what is not a size: nginx rejects what it cannot read. */
const isAbove = (text: string, most: number): boolean => (parseSize(text) ?? 0) > most

/**
 * @param given in the order in which nginx reads them
 * @throws SseCompatError `bad-config` for an implausible number of shared memory zones
 */
export function tooMuchIn(given: Iterable<Directive>): TooMuch[] {
  const all = [...given]
  const found: TooMuch[] = []
  let zones = 0
  let count = 0
  let pools = 0
  const sums = new Map<Total, number>()
  const lower = (word: Word | undefined, most: number, is = inUnits(most), before = '', text = word?.text ?? '') => {
    if (word && isAbove(text, most)) found.push({ word, is: before + is })
  }
  const zone = (word: Word | undefined, before: string, text: string) => {
    if (word && ++count > MAX_ZONES) throw tooMany(MAX_ZONES, 'shared memory zones', word)
    const size = Math.min(parseSize(text) ?? 0, ZONE)
    const most = zones + size > ALL_ZONES ? SMALL_ZONE : ZONE
    zones += Math.min(size, most)
    lower(word, most, inUnits(most), before, text)
  }
  const addUp = (word: Word, total: Total): void => {
    const [, before = '', number] = total.form.exec(word.text) ?? []
    if (number === undefined) return
    const sum = (sums.get(total) ?? 0) + Math.min(Number(number), total.most)
    if (sum > total.most) lower(word, total.least, String(total.least), before, number)
    else sums.set(total, sum)
  }
  const processes = mostProcesses(all)
  for (const { name, args, file, line } of all) {
    const [first, second] = args
    if (name === 'thread_pool' && ++pools > MAX_POOLS) throw tooMany(MAX_POOLS, 'thread pools', { file, line })
    for (const [names, most] of COUNTS) if (names.test(name)) lower(first, most, String(most))
    if (name === 'worker_processes' && first?.text === 'auto' && processes < MAX_PROCESSES)
      found.push({ word: first, is: String(Math.min(processes, AUTO)) })
    else if (name === 'worker_processes') lower(first, processes, String(processes))
    const size = SIZES.find(([names]) => names.test(name))?.[1]
    if (size !== undefined) lower(first, size)
    if (BUFFER_LISTS.test(name)) {
      lower(second, BUFFER)
      const each = Math.max(1, Math.min(parseSize(second?.text ?? '') ?? 1, BUFFER))
      const most = Math.floor(BUFFERS / each)
      lower(first, most, String(most))
    }
    if (name === 'zone') zone(second, '', second?.text ?? '')
    for (const word of args) {
      for (const total of TOTALS) if (total.names.test(name)) addUp(word, total)
      for (const [names, form, most] of KEYED) {
        const [, before = '', number = ''] = (names.test(name) && form.exec(word.text)) || []
        lower(word, most, String(most), before, number)
      }
      for (const [names, form] of ZONES) {
        const [, before, text] = (names.test(name) && form.exec(word.text)) || []
        if (before !== undefined && text !== undefined) zone(word, before, text)
      }
    }
  }
  return found
}

const inUnits = (bytes: Bytes): string => (bytes >= MIB ? `${bytes / MIB}m` : `${bytes / KIB}k`)
