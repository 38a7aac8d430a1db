/** A response head that does not fit into nginx's buffer: `upstream sent too big header`, and the client gets 502. Pure. */
import type { Rule } from '../../harness/config/remedy-rules.ts'
import type { Candidate, CriterionPattern } from '../../harness/model/index.ts'
import type { Directive } from './config.ts'
import { holding, type Scope, set } from './scope.ts'

const ABOUT = {
  module: 'http_proxy',
  byDefault: 'one memory page (4k or 8k) is the default',
  why: 'nginx reads the whole head of a response into this buffer, and answers 502 where the head is larger',
}
const KIB = 1024
/** Enough for most cookies and tokens; then for those that a header of an application server may have. */
const SIZES = [16, 64]
/** http://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_buffers on machines with small pages */
const BUFFERS = { number: 8, size: 4 * KIB }

/** The larger buffer, with the sizes that nginx requires beside it. */
const roomForHead = (scope: Scope): readonly (Candidate | undefined)[] => {
  const now = sizeOf(argOf(scope, 'proxy_buffer_size')) ?? 0
  return SIZES.filter((kib) => kib * KIB > now).map((kib) => larger(scope, kib))
}

function larger(scope: Scope, kib: number): Candidate | undefined {
  const size = kib * KIB
  const head = set(scope, 'proxy_buffer_size', `${kib}k`, ABOUT)
  const buffers = buffersOf(holding(scope, 'proxy_buffers'))
  const busy = sizeOf(argOf(scope, 'proxy_busy_buffers_size'))
  const about = { ...ABOUT, byDefault: '8 of one memory page is the default' }
  const needed = Math.max(busy ?? 0, 2 * Math.max(size, buffers.size))
  const isEnough = (buffers.number - 1) * buffers.size > needed
  const more = [
    isEnough ? undefined : set(scope, 'proxy_buffers', `8 ${kib}k`, about),
    busy === undefined || busy >= size ? undefined : set(scope, 'proxy_busy_buffers_size', `${2 * kib}k`, about),
  ].filter((one) => one !== undefined)
  if (head === undefined) return undefined
  const title = [head, ...more].map((one) => one.title).join('; ')
  return { ...head, id: title, title, change: [head, ...more].flatMap(({ change }) => change) }
}

const argOf = (scope: Scope, name: string): string | undefined => holding(scope, name)?.args[0]?.text

function buffersOf(directive: Directive | undefined): typeof BUFFERS {
  const [number, size] = (directive?.args ?? []).map(({ text }) => text)
  return { number: Number(number ?? BUFFERS.number), size: sizeOf(size) ?? BUFFERS.size }
}

/** Bytes; undefined where it is no size. */
function sizeOf(text: string | undefined): number | undefined {
  const [, number = '', unit = ''] = /^(\d+)([kmg]?)$/i.exec(text ?? '') ?? []
  return number === '' ? undefined : Number(number) * KIB ** ' kmg'.indexOf(unit.toLowerCase() || ' ')
}

/** Criteria that fail where nginx answers by itself. */
const UNANSWERED: readonly CriterionPattern[] = [
  'delivery/live',
  'resume/reconnect',
  'shared-stream/intact',
  'post-stream/request',
  'llm/request',
  'mcp/request',
]

export const LARGER_HEAD: Rule<Scope> = {
  for: UNANSWERED,
  classes: ['no-stream', 'refused', 'lost'],
  remedies: roomForHead,
}
