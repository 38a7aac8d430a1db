/** Serialises test cases: a scenario is referred to by name, and each profile or build is sent to a worker once. */
import type {
  AxisValues,
  BuildFacts,
  Cell,
  CellId,
  Hop,
  Profile,
  QuestionId,
  RuntimeId,
  Scenario,
} from '../../model/index.ts'

interface WireCell {
  readonly id: CellId
  readonly question: QuestionId
  readonly scenario: string
  readonly axes: AxisValues
  readonly runtime: RuntimeId
  /** For a test case with a route: indexes into the tables. */
  readonly route?: {
    readonly profile: number
    readonly hops: readonly { readonly build: number; readonly profile: number }[]
  }
}

export interface WireCells {
  readonly cells: readonly WireCell[]
  /** New entries, to be appended to the tables. */
  readonly profiles: readonly Profile[]
  readonly builds: readonly BuildFacts[]
}

/** Numbers objects in the order of their first use. */
function numbering<T>() {
  const numbers = new Map<T, number>()
  let fresh: T[] = []
  return {
    numberOf(one: T): number {
      const known = numbers.get(one)
      if (known !== undefined) return known
      numbers.set(one, numbers.size)
      fresh.push(one)
      return numbers.size - 1
    },
    takeFresh(): T[] {
      const taken = fresh
      fresh = []
      return taken
    },
  }
}

/** One writer for each worker. */
export function createWriter(): (cells: readonly Cell[]) => WireCells {
  const profiles = numbering<Profile>()
  const builds = numbering<BuildFacts>()
  const hopOf = ({ build, profile }: Hop) => ({ build: builds.numberOf(build), profile: profiles.numberOf(profile) })
  return (cells) => {
    const written = cells.map((cell): WireCell => {
      const { id, question, scenario, axes, runtime } = cell
      const common = { id, question, scenario: scenario.id, axes, runtime }
      if (cell.kind === 'control') return common
      return { ...common, route: { profile: profiles.numberOf(cell.profile), hops: cell.route.map(hopOf) } }
    })
    return { cells: written, profiles: profiles.takeFresh(), builds: builds.takeFresh() }
  }
}

/** Used in the worker. A profile or build stays the same object from one message to the next. */
export function createReader(scenarios: readonly Scenario[]): (wire: WireCells) => Cell[] {
  const profiles: Profile[] = []
  const builds: BuildFacts[] = []
  const at = <T>(table: readonly T[], number: number): T => {
    const found = table[number]
    if (found === undefined) throw new Error(`nothing has the number ${number}`)
    return found
  }
  return (wire) => {
    profiles.push(...wire.profiles)
    builds.push(...wire.builds)
    return wire.cells.map(({ route, ...rest }): Cell => {
      const scenario = scenarios.find(({ id }) => id === rest.scenario)
      if (scenario === undefined) throw new Error(`no scenario is called ${rest.scenario}`)
      if (route === undefined) return { kind: 'control', ...rest, scenario }
      const [first, ...others] = route.hops.map(
        (hop): Hop => ({
          build: at(builds, hop.build),
          profile: at(profiles, hop.profile),
        }),
      )
      if (first === undefined) throw new Error(`${rest.id} has no hop`)
      return { kind: 'route', ...rest, scenario, route: [first, ...others], profile: at(profiles, route.profile) }
    })
  }
}
