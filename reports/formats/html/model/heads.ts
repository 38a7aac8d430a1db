/** Request and response headers on both sides of the proxy, and what it changed. Pure. */
import type { ShownTrace } from './unpack-traces.ts'

export interface HeadLine {
  readonly text: string
  /** `added`: only here; `changed`: the other side has another value; `same`; `start`: the first line. */
  readonly state: 'added' | 'changed' | 'same' | 'start'
}

export interface Heads {
  /** As the client sent it, and as the origin got it. */
  readonly request: readonly [client: readonly HeadLine[], origin: readonly HeadLine[]]
  /** As the origin sent it, and as the client got it. */
  readonly response: readonly [origin: readonly HeadLine[], client: readonly HeadLine[]]
}

export function headsOf({ facts }: ShownTrace, stream: string): Heads {
  const raw = (side: string, name: string): string => {
    const found = facts.find(
      (fact) => fact.side === side && fact.side !== 'harness' && fact.client === stream && fact.fact === name,
    )
    return found !== undefined && 'raw' in found ? found.raw : ''
  }
  return {
    request: compared(raw('client', 'request'), raw('origin', 'request')),
    response: compared(raw('origin', 'sent-head'), raw('client', 'head')),
  }
}

function compared(left: string, right: string): [HeadLine[], HeadLine[]] {
  const [a, b] = [linesOf(left), linesOf(right)]
  return [marked(a, b), marked(b, a)]
}

/** Without the empty line at the end; of HTTP/2 its pseudo-headers as the first line. */
function linesOf(raw: string): string[] {
  const lines = raw.split(/\r?\n/).filter((line) => line !== '')
  const pseudo = lines.filter((line) => line.startsWith(':'))
  const others = lines.filter((line) => !line.startsWith(':'))
  return pseudo.length === 0 ? others : [pseudo.join('  '), ...others]
}

function marked(lines: readonly string[], others: readonly string[]): HeadLine[] {
  const theirs = new Map(others.slice(1).map((line) => [fieldName(line), line]))
  return lines.map((text, index) => {
    if (index === 0) return { text, state: 'start' }
    const other = theirs.get(fieldName(text))
    if (other === undefined) return { text, state: others.length === 0 ? 'same' : 'added' }
    return { text, state: fieldValue(other) === fieldValue(text) ? 'same' : 'changed' }
  })
}

const fieldName = (line: string): string => line.slice(0, line.indexOf(':')).toLowerCase()
const fieldValue = (line: string): string => line.slice(line.indexOf(':') + 1).trim()
