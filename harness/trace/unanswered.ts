import type { Trace } from '../model/index.ts'

/**
 * Whether the first request of a scenario neither reached the origin nor got a response before the harness gave up: then nothing
 * that follows was tested. A proxy that responds itself, or closes the connection, counts as a response.
 */
export function isUnanswered({ facts }: Trace): boolean {
  const first = facts.find((fact) => fact.side === 'client')
  if (first === undefined || first.side !== 'client') return false
  return !facts.some((fact) => {
    if (fact.side === 'harness' || fact.client !== first.client || fact.attempt !== first.attempt) return false
    if (fact.side === 'origin') return fact.fact === 'request'
    return fact.fact === 'head' || (fact.fact === 'end' && !fact.byUs)
  })
}
