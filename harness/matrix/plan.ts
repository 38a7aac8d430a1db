/** Selection × catalog → test cases. Pure. */
import type {
  Axes,
  AxisValues,
  BuildFacts,
  Cell,
  ControlCase,
  Hop,
  Profile,
  QuestionId,
  RouteCase,
  RuntimeId,
  Scenario,
} from '../model/index.ts'
import { partProfiles } from './chain-parts.ts'

/** Every combination of the axes' values; the last axis varies fastest. */
function combinations(axes: Axes): AxisValues[] {
  return Object.entries(axes).reduce<AxisValues[]>(
    (sofar, [name, values]) => sofar.flatMap((one) => values.map((value) => ({ ...one, [name]: value }))),
    [{}],
  )
}

/** The end of a question id: `<scenario>/<axis values…>`. A trace that is older than an axis has no value of it. */
const questionTail = (scenario: Scenario, axes: AxisValues): string =>
  [scenario.id, ...Object.keys(scenario.axes).flatMap((name) => axes[name] ?? [])].join('/')

/** One control serves all proxies and fronts of a question: it uses HTTP/1.1 in cleartext. */
export const controlQuestion = (scenario: Scenario, axes: AxisValues): QuestionId =>
  `control/${questionTail(scenario, controlAxes(axes))}`

const controlAxes = (axes: AxisValues): AxisValues => (axes.front === undefined ? axes : { ...axes, front: 'h1' })

export function controlCell(scenario: Scenario, axes: AxisValues, runtime: RuntimeId): ControlCase {
  const question = controlQuestion(scenario, axes)
  return { kind: 'control', id: question, question, scenario, axes: controlAxes(axes), runtime }
}

function proxyCell(
  scenario: Scenario,
  axes: AxisValues,
  route: RouteCase['route'],
  profile: Profile,
  runtime: RuntimeId,
): RouteCase {
  const question = `${profile.proxy}/${profile.id}/${questionTail(scenario, axes)}`
  const id = `${question}@${buildsOf(route)}@${runtime}`
  return { kind: 'route', id, question, scenario, axes, route, profile, runtime }
}

/** Tags of profiles in which a test case leaves state behind: occupied connections, failed servers, counted requests. */
const REMEMBERING = ['capacity', 'retry', 'counting']

/**
 * Whether a test case needs dedicated proxies: because its acts disturb them, or because the configuration keeps state between
 * test cases.
 */
export const needsOwnProxy = (cell: Cell): boolean =>
  cell.scenario.proxy === 'own' ||
  (cell.kind === 'route' && [cell.profile, ...cell.route.map((hop) => hop.profile)].some(remembers))

const remembers = ({ tags }: Profile): boolean => tags.some((tag) => REMEMBERING.includes(tag))

/** The joint name of a route's builds. */
export const buildsOf = (route: readonly Hop[]): string => route.map(({ build }) => build.id).join('+')

export interface Choice {
  readonly scenarios: readonly Scenario[]
  readonly profiles: readonly Profile[]
  /** The profiles in which the hops of a chain are looked up. */
  readonly hops?: readonly Profile[]
  readonly builds: readonly BuildFacts[]
  readonly runtime: RuntimeId
  /** Axis name → the values that run, for every scenario. An axis that is not named runs all of its values. */
  readonly axes?: ChosenValues
  /** Run only scenarios with a quick set, with its values. */
  readonly quick?: boolean
}

type ChosenValues = Readonly<Record<string, readonly string[]>>

/** Undefined for a scenario that does not run. */
const valuesOf = ({ quick }: Scenario, choice: Choice): ChosenValues | undefined =>
  choice.quick === true ? quick && { ...quick.values, ...choice.axes } : (choice.axes ?? {})

/** The scenario as it is asked about every profile, whatever its tags: of the user's own configuration, and in a self-test. */
export const ofEveryProfile = (scenario: Scenario): Scenario => ({ ...scenario, asks: 'every', asksFor: {} })

/** The test cases of a selection, and the controls that they need; each occurs once. */
export function plan(choice: Choice): {
  cells: RouteCase[]
  controls: ControlCase[]
} {
  const { scenarios, profiles, hops = [], builds, runtime } = choice
  const cells: RouteCase[] = []
  const controls = new Map<QuestionId, ControlCase>()
  for (const scenario of scenarios) {
    const chosen = valuesOf(scenario, choice)
    if (chosen === undefined) continue
    const asked = profiles.filter((profile) => scenario.asks === 'every' || hasOneOf(profile, scenario.asks))
    for (const values of combinations(scenario.axes).filter((one) => isChosen(one, chosen))) {
      const special = Object.entries(values).flatMap(([axis, value]) => scenario.asksFor?.[`${axis}=${value}`] ?? [])
      const some = special.length === 0 ? asked : asked.filter((profile) => hasOneOf(profile, special))
      const mine = withParts(some, hops).flatMap((profile) =>
        routesOf(profile, hops, builds).map((route) => proxyCell(scenario, values, route, profile, runtime)),
      )
      const control = controlCell(scenario, values, runtime)
      if (mine.length > 0) controls.set(control.id, control)
      cells.push(...mine)
    }
  }
  return { cells, controls: [...controls.values()] }
}

const hasOneOf = ({ tags }: Profile, wanted: readonly string[]): boolean => wanted.some((tag) => tags.includes(tag))

/** Adds the parts of each chain, including each hop alone: they show which hops cause a finding. */
function withParts(profiles: readonly Profile[], all: readonly Profile[]): readonly Profile[] {
  const named = profiles.flatMap((profile) => profile.hops ?? [])
  const singles = all.filter(({ proxy, id }) => named.includes(`${proxy}/${id}`))
  return [...new Set([...profiles, ...singles]), ...profiles.flatMap(partProfiles)]
}

/** One route for each build of a profile's product. A chain runs with the first build of each of its products. */
function routesOf(profile: Profile, all: readonly Profile[], builds: readonly BuildFacts[]): RouteCase['route'][] {
  if (profile.hops === undefined) {
    return builds.filter(({ product }) => product === profile.proxy).map((build) => [{ build, profile }])
  }
  const hops = profile.hops.flatMap((name): Hop[] => {
    const one = all.find(({ proxy, id }) => `${proxy}/${id}` === name)
    const build = builds.find(({ product }) => product === one?.proxy)
    return one === undefined || build === undefined ? [] : [{ build, profile: one }]
  })
  const [first, ...rest] = hops
  return first !== undefined && hops.length === profile.hops.length ? [[first, ...rest]] : []
}

const isChosen = (values: AxisValues, chosen: ChosenValues): boolean =>
  Object.entries(values).every(([name, value]) => chosen[name]?.includes(value) ?? true)
