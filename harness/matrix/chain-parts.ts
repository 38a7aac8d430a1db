/** Parts of a chain: some of its hops, in their order. Pure. */
import type { Profile } from '../model/index.ts'

/** Parts of longer chains than this are single hops and pairs only: each part is a run of every test case. */
const MAX_WHOLE = 4

/** Every part but the whole, smallest first. */
export function partsOf<T>(hops: readonly T[]): T[][] {
  const largest = hops.length > MAX_WHOLE ? 2 : hops.length - 1
  const all: T[][] = [[]]
  for (const hop of hops) all.push(...all.filter(({ length }) => length < largest).map((part) => [...part, hop]))
  return all.slice(1).sort((a, b) => a.length - b.length)
}

/** Between the id of a chain and the hops of a part of it, 1 next to the client: `three~1+3`. No file's name gives such an id. */
const MARK = '~'

export const isPart = (profileId: string): boolean => profileId.includes(MARK)

/** The parts of a chain that are chains themselves; a hop alone has a profile of its own. */
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
