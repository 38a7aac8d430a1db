/**
 * One limit for the time in which a configuration is read and analysed before anything is started. Single parts have limits of their
 * own (sizes, numbers of files, servers and routes); this one holds for every combination of them.
 */
import { createContext, Script } from 'node:vm'
import { startOuterLimit } from '../config/safe-regexp.ts'
import { type ConfigTree, type Ms, SseCompatError } from '../model/index.ts'

/** The largest known configurations take a few seconds. */
const LIMIT: Ms = 30_000
/** Of the kinds of lines that a configuration mostly has. */
const MAX_KINDS = 3

export interface Analysis {
  /**
   * Returns the result of a computation, which is ended wherever it is when the time is over.
   * @param given for the message: the configuration, or its path where it is read only now
   * @throws SseCompatError `bad-config`; whatever `compute` throws
   */
  run<T>(given: ConfigTree | string, compute: () => T): T
}

export function startAnalysis(limit: Ms = LIMIT): Analysis {
  let left = limit
  return {
    run(given, compute) {
      if (left <= 0) throw tooLong(limit, given)
      const started = performance.now()
      const until = started + left
      const end = startOuterLimit(() => {
        if (performance.now() >= until) throw tooLong(limit, given)
      })
      try {
        // Only an interrupt of the engine ends a computation that never returns to the event loop.
        return SCRIPT.runInContext(createContext({ compute }), { timeout: Math.ceil(left) })
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw tooLong(limit, given)
        if (EXHAUSTED.test(String(error))) throw tooLarge(given)
        throw error
      } finally {
        end()
        left -= performance.now() - started
      }
    },
  }
}

/** What the engine says where a computation, or the match of an expression with a word of megabytes, has used up its room. */
const EXHAUSTED = /^RangeError: (?:Maximum call stack size exceeded|Invalid (?:string|array) length)/

const SCRIPT = new Script('compute()')

function tooLong(limit: Ms, given: ConfigTree | string): SseCompatError {
  const seconds = limit >= 1000 ? `${limit / 1000} s` : `${limit} ms`
  const message = `reading this configuration takes longer than ${seconds}`
  if (typeof given === 'string') return refusal(message, given)
  const files = Object.entries(given).map(([file, text]) => ({ file, lines: text.split('\n') }))
  const all = files.flatMap(({ lines }) => lines)
  const [largest] = files.toSorted((a, b) => b.lines.length - a.lines.length)
  return refusal(`${message}: ${all.length} lines${mostly(all)}`, largest?.file)
}

function tooLarge(given: ConfigTree | string): SseCompatError {
  const message = 'one of its words is too long, or its blocks are nested too deep'
  if (typeof given === 'string') return refusal(message, given)
  const [largest] = Object.entries(given).toSorted(([, a], [, b]) => b.length - a.length)
  return refusal(message, largest?.[0])
}

const refusal = (message: string, where: string | undefined): SseCompatError =>
  new SseCompatError('bad-config', message, {
    ...(where === undefined ? {} : { where }),
    advice: 'give the part that matters',
  })

/** What the lines mostly begin with: it is the number of these that was too much. */
function mostly(lines: readonly string[]): string {
  const counts = new Map<string, number>()
  for (const line of lines) {
    const [, name] = /^\s*<?([a-z_]\w{0,60})/i.exec(line) ?? []
    if (name !== undefined) counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  const kinds = [...counts].toSorted(([, a], [, b]) => b - a).slice(0, MAX_KINDS)
  return kinds.length === 0 ? '' : ` (${kinds.map(([name, count]) => `${name}: ${count}`).join(', ')})`
}
