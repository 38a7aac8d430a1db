/** Test cases as data: a scenario is named, and a profile or build is sent to each worker once. */
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
  /** Of a test case with a route: numbers in the tables. */
  readonly route?: {
    readonly profile: number
    readonly hops: readonly { readonly build: number; readonly profile: number }[]
  }
}

export interface WireCells {
  readonly cells: readonly WireCell[]
  /** What the tables get, behind what they have. */
  readonly profiles: readonly Profile[]
  readonly builds: readonly BuildFacts[]
}

/** Numbers objects in the order in which they come. */
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

/** For one worker. */
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

/** In the worker. Profiles and builds keep their identity from one message to the next. */
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
