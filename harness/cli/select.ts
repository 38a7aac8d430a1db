/** Resolves a selection by names to the catalog. The message for an unknown name has the most similar one. */
import type { Catalog, Product } from '../matrix/catalog.ts'
import type { Profile, RuntimeId, Scenario } from '../model/index.ts'
import { SseCompatError } from '../model/index.ts'
import { dockerAnswers } from '../runtimes/docker.ts'
import { checkNames } from './nearest.ts'
import type { SelectOptions } from './options.ts'

export interface Selection {
  readonly products: readonly Product[]
  /** Profiles that can be selected as a hop of a chain. */
  readonly hops: readonly Profile[]
  readonly profiles: readonly Profile[]
  readonly scenarios: readonly Scenario[]
}

/** @throws SseCompatError `unknown-name` */
export function select(catalog: Catalog, options: SelectOptions): Selection {
  const productIds = catalog.products.map(({ id }) => id)
  checkNames('proxy', options.proxy, productIds)
  const products = catalog.products.filter(({ id }) => options.proxy.length === 0 || options.proxy.includes(id))
  const offered = products.flatMap(({ profiles }) => profiles)
  const names = (profile: Profile): readonly string[] => [profile.id, fullName(profile)]
  checkNames('profile', options.profile, [...new Set(offered.flatMap(names))])
  checkNames(
    'scenario',
    options.scenario,
    catalog.scenarios.map(({ id }) => id),
  )
  const isChosen = (profile: Profile): boolean => names(profile).some((name) => options.profile.includes(name))
  const profiles = offered.filter((one) => options.profile.length === 0 || isChosen(one))
  const scenarios = catalog.scenarios.filter(({ id }) => options.scenario.length === 0 || options.scenario.includes(id))
  checkAxes(scenarios, options.axis)
  const hops = catalog.products.flatMap((one) => one.profiles)
  const ran = new Set(profiles.flatMap((profile) => profile.hops ?? [fullName(profile)]))
  const isProductRun = ({ profiles: own }: Product): boolean =>
    own.some((profile) => profiles.includes(profile) || ran.has(fullName(profile)))
  return { products: catalog.products.filter(isProductRun), profiles, hops, scenarios }
}

/** `nginx/defaults`, as summaries and reports print it. */
const fullName = ({ proxy, id }: Pick<Profile, 'proxy' | 'id'>): string => `${proxy}/${id}`

function checkAxes(scenarios: readonly Scenario[], chosen: SelectOptions['axis']): void {
  const axes = scenarios.flatMap(({ axes }) => Object.entries(axes))
  checkNames('axis', Object.keys(chosen), [...new Set(axes.map(([name]) => name))])
  for (const [name, values] of Object.entries(chosen)) {
    const known = axes.filter(([axis]) => axis === name).flatMap(([, all]) => all)
    checkNames(`value of ${name}`, values, [...new Set(known)])
  }
}

/** Whether nothing is selected, so that the quick set runs. */
export const isQuick = (options: SelectOptions): boolean =>
  options.all !== true &&
  options.profile.length === 0 &&
  options.scenario.length === 0 &&
  Object.keys(options.axis).length === 0

/** Whether everything that can run is selected. */
export const isUnfiltered = (options: SelectOptions): boolean =>
  !isQuick(options) &&
  [options.proxy, options.profile, options.scenario].every((names) => names.length === 0) &&
  Object.keys(options.axis).length === 0

/** Containers where a Docker engine responds, else processes. */
export async function chooseRuntime(wanted: RuntimeId | undefined): Promise<RuntimeId> {
  if (wanted === 'local') return 'local'
  const answers = await dockerAnswers()
  if (wanted === 'docker' && !answers) {
    throw new SseCompatError('no-runtime', 'no Docker engine answers', {
      advice: 'Start one (or set DOCKER_HOST), or use --runtime local.',
    })
  }
  return answers ? 'docker' : 'local'
}
