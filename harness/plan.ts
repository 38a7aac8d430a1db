/**
 * Selection × catalog → cells. Pure.
 */
import type { Axes, AxisValues, BuildFacts, Cell, Profile, QuestionId, RuntimeId, Scenario } from './model.ts'

/** Every combination of an axis' values, the last axis fastest. */
function combinations(axes: Axes): AxisValues[] {
  return Object.entries(axes).reduce<AxisValues[]>(
    (sofar, [name, values]) => sofar.flatMap((one) => values.map((value) => ({ ...one, [name]: value }))),
    [{}],
  )
}

/** What a question id ends with: `<scenario>/<axis values…>`. */
const questionTail = (scenario: Scenario, axes: AxisValues): string =>
  [scenario.id, ...Object.keys(scenario.axes).map((name) => axes[name])].join('/')

/** The control of a question is the same for every proxy. */
export const controlQuestion = (scenario: Scenario, axes: AxisValues): QuestionId =>
  `control/${questionTail(scenario, axes)}`

export function controlCell(scenario: Scenario, axes: AxisValues, runtime: RuntimeId): Cell {
  const question = controlQuestion(scenario, axes)
  return { id: question, question, scenario, axes, hop: undefined, runtime }
}

function proxyCell(
  scenario: Scenario,
  axes: AxisValues,
  build: BuildFacts,
  profile: Profile,
  runtime: RuntimeId,
): Cell {
  const question = `${profile.proxy}/${profile.id}/${questionTail(scenario, axes)}`
  return { id: `${question}@${build.id}@${runtime}`, question, scenario, axes, hop: { build, profile }, runtime }
}

export interface Choice {
  readonly scenarios: readonly Scenario[]
  readonly profiles: readonly Profile[]
  readonly builds: readonly BuildFacts[]
  readonly runtime: RuntimeId
  /** Axis name → the values to play; an axis that is not named plays all of its own. */
  readonly axes?: Readonly<Record<string, readonly string[]>>
}

/** The cells of a choice, and the controls that they need, each once. */
export function plan({ scenarios, profiles, builds, runtime, axes = {} }: Choice): { cells: Cell[]; controls: Cell[] } {
  const cells: Cell[] = []
  const controls: Cell[] = []
  for (const scenario of scenarios) {
    const asked = profiles.filter(
      ({ tags }) => scenario.asks === 'every' || scenario.asks.some((tag) => tags.includes(tag)),
    )
    for (const values of combinations(scenario.axes).filter((one) => isChosen(one, axes))) {
      const mine = asked.flatMap((profile) =>
        builds
          .filter((build) => build.product === profile.proxy)
          .map((build) => proxyCell(scenario, values, build, profile, runtime)),
      )
      if (mine.length > 0) controls.push(controlCell(scenario, values, runtime))
      cells.push(...mine)
    }
  }
  return { cells, controls }
}

const isChosen = (values: AxisValues, chosen: Readonly<Record<string, readonly string[]>>): boolean =>
  Object.entries(values).every(([name, value]) => chosen[name]?.includes(value) ?? true)
