/** How much memory, and how many processes, a configuration may request. The limits are far above what a test needs. */

import type { ConfigEdits } from '../../../harness/config/parsed-edits.ts'
import { arg, type Directive, type Word } from '../config.ts'
import { walk } from '../tree.ts'

const WHY = 'more than a test needs'
const KIB = 1024
const MIB = 1024 * KIB

const MAX_THREADS = 1024
/** Directive (lower case) → the most that its number may be, in its own unit. */
const MAX: Readonly<Record<string, number>> = {
  threadlimit: MAX_THREADS,
  serverlimit: 2048,
  threadstacksize: 16 * MIB,
  limitinternalrecursion: 100,
  buffersize: 64 * MIB,
  keptbodysize: 16 * MIB,
  proxyiobuffersize: 4 * MIB,
  proxyreceivebuffersize: 16 * MIB,
  receivebuffersize: 16 * MIB,
  sendbuffersize: 16 * MIB,
  readbuffersize: 4 * MIB,
  deflatebuffersize: MIB,
  brotlicompressionmaxinputblock: 24,
  flushmaxthreshold: 16 * MIB,
  proxyhtmlbufsize: MIB,
  proxyhctpsize: 64,
  balancergrowth: 100,
  h2maxworkers: 512,
  h2minworkers: 512,
  h2streammaxmemsize: 16 * MIB,
  h2windowsize: 16 * MIB,
  h2pushdiarysize: 4096,
  h2maxheaderblocklen: MIB,
  h2sessionextrafiles: 64,
  sslrenegbuffersize: 16 * MIB,
  cachesocachemaxsize: 16 * MIB,
  cachesocachereadsize: 16 * MIB,
  cachereadsize: 16 * MIB,
  cachemaxfilesize: 1024 * MIB,
  limitrequestline: MIB,
  limitrequestfieldsize: MIB,
  listenbacklog: 65_535,
}
/** `name=number` of a directive that passes requests on. */
const PARAMETERS: Readonly<Record<string, number>> = {
  iobuffersize: 4 * MIB,
  responsefieldsize: MIB,
  receivebuffersize: 16 * MIB,
  min: 64,
  growth: 100,
}
const PASSING = /^(proxypass|proxypassmatch|proxyset|balancermember|proxy)$/

/** Maximum size of the table of workers; each entry takes a few hundred bytes of shared memory. */
const MAX_PLACES = 131_072
/** Apache's own ThreadLimit. */
const USUAL_THREADS = 64
/** Maximum of shared memory for caches, for each one and for all together. */
export const LARGEST_CACHE = 16 * MIB
const ALL_CACHES = 64 * MIB
/** Size of a cache without a size, and the minimum that Apache accepts. */
export const USUAL_CACHE = 512_000
const SMALLEST_CACHE = 8192

/** A number as C parses it, with Apache's units; what follows is ignored. Undefined for what is not a number. */
export function numberOf(text: string): number | undefined {
  if (/^\+?0x/i.test(text)) return Number.POSITIVE_INFINITY
  const [, digits, unit = ''] = /^\s*\+?(\d+)([kmg]?)/i.exec(text) ?? []
  if (digits === undefined) return undefined
  return Number(digits) * ({ k: KIB, m: MIB, g: 1024 * MIB }[unit.toLowerCase()] ?? 1)
}

interface Excess {
  readonly word: Word
  readonly is: string
}

/** Words that request too much, and their replacements. @param all without their sections */
export function excessesOf(all: readonly Directive[]): readonly Excess[] {
  const limits = all.filter(({ key }) => key === 'threadlimit').map((each) => numberOf(arg(each)) ?? 0)
  const threads = Math.min(
    MAX_THREADS,
    limits.reduce((most, each) => Math.max(most, each), USUAL_THREADS),
  )
  const servers = Math.floor(MAX_PLACES / threads)
  let caches = 0
  return all.flatMap((directive): Excess[] => {
    const { key, args } = directive
    const [word] = args
    if (word === undefined) return []
    if (/^(sslsessioncache|cachesocache)$/.test(key)) {
      const [, front = word.text, size] = /^(.*)\((\d+)\)$/.exec(word.text) ?? []
      const asked = Number(size ?? USUAL_CACHE)
      const is = Math.max(SMALLEST_CACHE, Math.min(asked, LARGEST_CACHE, ALL_CACHES - caches))
      caches += is
      return asked > is ? [{ word, is: `${front}(${is})` }] : []
    }
    if (PASSING.test(key)) return args.flatMap(parameterOf)
    const most = key === 'serverlimit' ? Math.min(MAX.serverlimit ?? 0, servers) : MAX[key]
    const number = numberOf(word.text)
    return most !== undefined && number !== undefined && number > most ? [{ word, is: String(most) }] : []
  })
}

function parameterOf(word: Word): Excess[] {
  const [, name = '', value = ''] = /^(\w+)=(.*)$/s.exec(word.text) ?? []
  const most = PARAMETERS[name.toLowerCase()]
  return most !== undefined && (numberOf(value) ?? 0) > most ? [{ word, is: `${name}=${most}` }] : []
}

export function reduceSizes(top: readonly Directive[], edits: ConfigEdits): void {
  for (const { word, is } of excessesOf([...walk(top)])) edits.replaceWord(word, is, WHY)
}
