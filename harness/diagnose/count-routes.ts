/** Counts the streams of several routes, one after the other, and only once for routes with the same limits. */
import pLimit from 'p-limit'
import type {
  Adapter,
  BuildFacts,
  Cell,
  OriginKind,
  Profile,
  ProxiedRoute,
  Remedies,
  Runtime,
  Scenario,
  Situation,
} from '../model/index.ts'
import { type Counted, countStreams, scenariosOf } from './search/capacity.ts'
import type { SharedMachine } from './search/shared-machine.ts'
import { createVariantRunner } from './search/variant-runner.ts'

interface Options {
  readonly machine: SharedMachine
  readonly runtime: Runtime
  readonly adapter: Adapter
  readonly originOf: (cell: Cell) => OriginKind
  readonly build: BuildFacts
  readonly remedies: Remedies
  /** The scenario `capacity`. */
  readonly scenario: Scenario
  readonly all: boolean
  readonly signal: AbortSignal
}

interface OfRoute {
  readonly counted: Counted | undefined
  /** The route on which it was measured, if that is another one. */
  readonly elsewhere?: string
}

export type CountRoute = (
  route: ProxiedRoute,
  profile: Profile,
  situation: Situation,
  fronts: readonly string[],
) => Promise<OfRoute>

export function createCounter(options: Options): CountRoute {
  const { machine, remedies, scenario, all, runtime, adapter, originOf, build, signal } = options
  // Many streams need CPU time: two concurrent measurements would disturb each other.
  const oneAtATime = pLimit(1)
  const known = new Map<string, { readonly name: string; readonly counting: Promise<Counted | undefined> }>()

  async function count(
    profile: Profile,
    situation: Situation,
    fronts: readonly string[],
  ): Promise<Counted | undefined> {
    const scenarios = scenariosOf(scenario, all, fronts)
    await using variants = createVariantRunner({
      machine,
      runtime,
      adapter,
      originOf,
      build,
      scenarios,
      axes: { front: fronts },
      signal,
    })
    const counted = await countStreams({ variants, profile, situation, remedies, all })
    if (variants.fault !== undefined) throw variants.fault
    return counted
  }

  return async ({ name, path }, profile, situation, fronts) => {
    const read = remedies.streamLimits(situation)
    const key = JSON.stringify([fronts, read?.limits.map(({ setting, streams, counts }) => [setting, streams, counts])])
    const before = known.get(key)
    if (before !== undefined) return { counted: await before.counting, elsewhere: before.name }
    const counting = oneAtATime(() => count(profile, situation, fronts))
    known.set(key, { name: name || path, counting })
    return { counted: await counting }
  }
}
