/** The values of nginx's variables for one request, as far as the text of the configuration determines them. */

import { replaceBounded } from '../../harness/config/replace-bounded.ts'
import { matches, readRegExp } from '../../harness/config/safe-regexp.ts'
import { type Directive, firstArg } from './config.ts'

export interface AskedRequest {
  readonly path: string
  readonly isTls: boolean
  readonly accept: string
  /** The name in its Host field; undefined where that does not matter to the server. */
  readonly host?: string
  /** A subrequest, which `internal` locations answer too. */
  readonly isInternal?: boolean
}

export interface Variables {
  /** Undefined: the text does not determine it. */
  value(name: string): string | undefined
  set(name: string, value: string | undefined): void
  /**
   * Replaces every variable in a text; undefined where one of them is unknown.
   * @param where `file:line` for the message
   * @throws SseCompatError `too-large`
   */
  filled(text: string, where?: string): string | undefined
}

/** Maximum depth of maps that read maps. */
const MAX_DEPTH = 10

/** @param http what is directly in `http`: the `map`, `geo` and `split_clients` blocks count */
export function variablesFor(http: readonly Directive[], { path, isTls, accept, host }: AskedRequest): Variables {
  const known = new Map<string, string | undefined>([
    ...['uri', 'document_uri', 'request_uri'].map((name) => [name, path] as const),
    ...['args', 'query_string', 'is_args'].map((name) => [name, ''] as const),
    ...['http_upgrade', 'http_connection', 'http_origin', 'http_range'].map((name) => [name, ''] as const),
    ['http_accept', accept],
    ...(host === undefined ? [] : ['host', 'http_host'].map((name) => [name, host] as const)),
    ['request_method', 'GET'],
    ['scheme', isTls ? 'https' : 'http'],
    ['https', isTls ? 'on' : ''],
    ['ssl_protocol', isTls ? 'TLSv1.3' : ''],
  ])
  const blocks = new Map(
    http
      .filter(({ name }) => name === 'map' || name === 'geo' || name === 'split_clients')
      .map((block) => [(block.args.at(-1)?.text ?? '').slice(1), block]),
  )
  let depth = 0

  function value(name: string): string | undefined {
    if (known.has(name)) return known.get(name)
    const block = blocks.get(name)
    if (block === undefined || depth >= MAX_DEPTH) return /^(arg|cookie)_/.test(name) ? '' : undefined
    depth++
    const text = block.name === 'map' ? mapped(block) : usual(block)
    const found = text === undefined ? undefined : filled(text)
    depth--
    return found
  }

  function filled(text: string, where?: string): string | undefined {
    let isKnown = true
    const put = (_: string, braced?: string, plain?: string): string => {
      const found = value(braced ?? plain ?? '')
      isKnown &&= found !== undefined
      return found ?? ''
    }
    const is = replaceBounded(text, /\$(?:\{(\w+)\}|(\w+))/g, put, where)
    return isKnown ? is : undefined
  }

  /** http://nginx.org/en/docs/http/ngx_http_map_module.html#map: exact texts first, then expressions in their order. */
  function mapped(block: Directive): string | undefined {
    const source = filled(firstArg(block))
    if (source === undefined) return undefined
    const entries = block.block ?? []
    const exact = entries.find(({ name }) => name.replace(/^\\/, '').toLowerCase() === source.toLowerCase())
    if (exact && exact.name !== 'default') return firstArg(exact)
    const fits = ({ name }: Directive): boolean => {
      const regex = name.startsWith('~') ? readRegExp(name.replace(/^~\*?/, ''), name.startsWith('~*')) : undefined
      return regex !== undefined && matches(regex, source)
    }
    const found = entries.find(fits) ?? entries.find(({ name }) => name === 'default')
    return found === undefined ? '' : firstArg(found)
  }

  return { value, filled, set: (name, text) => void known.set(name, text) }
}

/** The value of most requests: the default, or the largest share. */
function usual({ name, block = [] }: Directive): string | undefined {
  if (name === 'geo') return block.filter((entry) => entry.name === 'default').map(firstArg)[0]
  const named = block.reduce((sum, entry) => sum + percentOf(entry), 0)
  const share = (entry: Directive): number => (entry.name === '*' ? 100 - named : percentOf(entry))
  const [largest] = [...block].sort((a, b) => share(b) - share(a))
  return largest && firstArg(largest)
}

const percentOf = ({ name }: Directive): number => Number(/^([\d.]+)%$/.exec(name)?.[1] ?? 0)
