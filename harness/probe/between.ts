/** Which hops are between two URLs of the same stream, as far as they identify themselves. Pure. */
import type { Found } from './finding.ts'
import type { RecognisedHop } from './recognise.ts'

/**
 * Names a hop between them where one is responsible. A hop that identifies itself on both sides may be there twice, and is not named.
 * A named one may hide others: nginx replaces their `Server`.
 */
export function namedBetween(
  found: readonly Found[],
  via: readonly RecognisedHop[],
  direct: readonly RecognisedHop[],
): readonly Found[] {
  const behind = new Set(direct.map(({ hop }) => hop.id))
  const between = via.filter(({ hop }) => !behind.has(hop.id))
  const names = between.map(({ hop, or }) => [hop, ...or].map(({ title }) => title).join(' or ')).join(', ')
  const orHidden = `${names}, or a hop that ${between.length > 1 ? 'they hide' : 'it hides'}`
  const because =
    names === ''
      ? 'which hop it is does not show; --direct with the URL behind the first hop, then the second, finds it'
      : `between the two URLs: ${orHidden}; --direct with the URL behind ${names} tells`
  return found.map((one) => {
    if (one.id === 'buffered-by-hop') return { ...one, because }
    return one.side === 'between' && names !== '' ? { ...one, because: `${one.because} (${orHidden})` } : one
  })
}
