/** Parts of a chain: some of its hops, in their order. Pure. */
import type { Profile } from '../model/index.ts'

/** For longer chains, only single hops and pairs are run: each part multiplies the test cases. */
const MAX_WHOLE = 4

/** Every part except the whole chain, smallest first. */
export function partsOf<T>(hops: readonly T[]): T[][] {
  const largest = hops.length > MAX_WHOLE ? 2 : hops.length - 1
  const all: T[][] = [[]]
  for (const hop of hops) all.push(...all.filter(({ length }) => length < largest).map((part) => [...part, hop]))
  return all.slice(1).sort((a, b) => a.length - b.length)
}

/** Separates the id of a chain from the hops of one of its parts (1 is next to the client): `three~1+3`. File names cannot contain it. */
const MARK = '~'

export const isPart = (profileId: string): boolean => profileId.includes(MARK)

/** The parts of a chain that are chains themselves; a single hop has a profile of its own. */
export function partProfiles(chain: Profile): Profile[] {
  const hops = (chain.hops ?? []).map((name, n) => ({ name, position: n + 1 }))
  return partsOf(hops)
    .filter(({ length }) => length > 1)
    .map((part) => {
      const positions = part.map(({ position }) => position)
      return {
        ...chain,
        id: `${chain.id}${MARK}${positions.join('+')}`,
        title: `hops ${positions.join(' and ')} of ${chain.id}`,
        hops: part.map(({ name }) => name),
      }
    })
}
