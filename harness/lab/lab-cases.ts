/** Which scenarios can run through a chain that the harness does not control, and why the others cannot. Pure. */
import { type Choice, ofEveryProfile, plan } from '../matrix/plan.ts'
import type { BuildFacts, ControlCase, Front, Profile, RouteCase, Scenario } from '../model/index.ts'

/** Why scenarios that need more than they declare cannot run. */
const NOT_FROM_OUTSIDE: Readonly<Record<string, string>> = {
  application: 'the lab opens no connection to an application',
  'slow-reader': 'what the kernel at the other end holds cannot be seen',
  websocket: 'the lab takes no upgrade',
}

/** `capacity` opens hundreds of streams. */
const HEAVY = 'capacity'
/** These take minutes, because a chain's clock cannot be made faster. */
const LONG: readonly string[] = ['idle-cut', 'total-cap', 'slow-head']

export interface LabChoice {
  /** Names of scenarios; empty: all that can run. */
  readonly scenario: readonly string[]
  readonly capacity: boolean
  /** Also run what takes minutes: idle timeouts and total duration limits. */
  readonly long: boolean
  /** All axis values; otherwise only those that reveal almost every failure. */
  readonly all: boolean
  /** The fronts of the chain. */
  readonly fronts: readonly [Front, ...Front[]]
}

export interface LabPlan {
  readonly cells: readonly RouteCase[]
  readonly controls: readonly ControlCase[]
  readonly left: readonly { readonly scenario: string; readonly because: string }[]
}

/** A chain is represented by one unknown hop. */
const BUILD: BuildFacts = {
  id: 'unknown',
  product: 'unknown',
  version: '',
  source: 'path',
  origin: 'a chain that is reached by its URL',
  exec: [],
  builtIn: [],
  loadable: {},
  report: '',
  dataDirectory: '',
  // Scenarios that need a faster clock are run more slowly instead: see `Route.slower`.
  fakeTime: '',
}

export const CHAIN: Profile = {
  proxy: 'unknown',
  id: 'chain',
  title: 'a chain that is reached by its URL',
  why: '',
  source: '',
  tags: [],
  originHeaders: [],
  config: {},
  file: '',
}

export function labPlan(scenarios: readonly Scenario[], choice: LabChoice): LabPlan {
  const left: { scenario: string; because: string }[] = []
  const chosen = scenarios.flatMap((scenario) => {
    const isNamed = choice.scenario.includes(scenario.id)
    const because = choice.scenario.length > 0 && !isNamed ? '' : whyNot(scenario, choice, isNamed)
    if (because === '' || because === undefined) return because === '' ? [] : [fitted(scenario, choice)]
    left.push({ scenario: scenario.id, because })
    return []
  })
  const rest: Omit<Choice, 'scenarios' | 'quick'> = { profiles: [CHAIN], builds: [BUILD], runtime: 'remote' }
  const [narrow, wide] = [
    chosen.filter((one) => !choice.all && one.quick !== undefined),
    chosen.filter((one) => choice.all || one.quick === undefined),
  ]
  const plans = [plan({ ...rest, scenarios: narrow, quick: true }), plan({ ...rest, scenarios: wide })]
  return {
    cells: plans.flatMap(({ cells }) => cells).map((cell) => overFront(cell, choice.fronts[0])),
    controls: plans.flatMap(({ controls }) => controls),
    left,
  }
}

function whyNot(
  { id, needs, asks, axes }: Scenario,
  { capacity, long, fronts }: LabChoice,
  isNamed: boolean,
): string | undefined {
  if (NOT_FROM_OUTSIDE[id] !== undefined) return NOT_FROM_OUTSIDE[id]
  if (needs.includes('reload')) return 'the proxies cannot be made to reload'
  if (needs.includes('browser')) return 'it needs a page of its own in a browser'
  if (id === 'proxy-error') return 'the origin’s address cannot be made to refuse connections'
  if (id === HEAVY) return capacity || isNamed ? undefined : 'it opens hundreds of streams: --capacity runs it'
  if (LONG.includes(id)) return long || isNamed ? undefined : 'it takes minutes: --long runs it'
  if (asks !== 'every') return 'it is put to certain configurations only'
  const isHttp2 =
    needs.includes('http2') ||
    !Object.values({ front: axes.front ?? ['h1'] })
      .flat()
      .some((front) => front !== 'h2+tls')
  return isHttp2 && !fronts.includes('h2+tls') ? 'the chain offers no HTTP/2' : undefined
}

/** A test case without the axis `front` uses HTTP/1.1 in cleartext, which an https: URL does not answer. */
const overFront = (cell: RouteCase, front: Front): RouteCase =>
  cell.axes.front === undefined && front !== 'h1' ? { ...cell, axes: { ...cell.axes, front } } : cell

/**
 * Restricts the scenario to the URL's fronts. HTTP/1.1 with TLS runs where cleartext would. Time limits are measured over HTTP/2 as well:
 * browsers use it where it is offered, and a hop may have other limits for it.
 */
function fitted(scenario: Scenario, { fronts }: LabChoice): Scenario {
  const { axes, quick } = scenario
  const own = axes.front
  const isLong = LONG.includes(scenario.id)
  const mine = fronts.filter(
    (front) =>
      own?.includes(front) ||
      (front === 'h1+tls' && own?.includes('h1')) ||
      (front === 'h2+tls' && isLong && own !== undefined),
  )
  const front = own === undefined ? undefined : mine.length > 0 ? mine : [fronts[0]]
  const values = quick?.values
  return {
    ...ofEveryProfile(scenario),
    axes: front === undefined ? axes : { ...axes, front },
    ...(quick === undefined || values === undefined || front === undefined
      ? {}
      : { quick: { ...quick, values: { ...values, front } } }),
  }
}
