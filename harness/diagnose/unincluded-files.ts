/** Files with routes in a configuration whose main file does not include them. */
import { type Adapter, type BuildFacts, type ConfigTree, type NotTested, SseCompatError } from '../model/index.ts'
import { refuseNotTested } from './not-tested.ts'
import type { Names } from './report/file-names.ts'

/** Maximum number of names in the message. */
const MAX = 4

/**
 * @param beside parts of files that are read beside the configuration
 * @throws SseCompatError `no-route` where nothing is proxied, but files that are not included would proxy, or an include was not
 * given; `cannot-play` where requests are forwarded by another protocol
 */
export function checkIncluded(
  config: ConfigTree,
  adapter: Adapter,
  build: BuildFacts,
  names: Names,
  beside: readonly NotTested[] = [],
): void {
  const [main = '', ...others] = Object.keys(config)
  if (adapter.routes === undefined || adapter.routes(config, build).length > 0) return
  refuseNotTested([...(adapter.notTested?.(config, build) ?? []), ...beside], names, adapter.language?.printCommand)
  const elsewhere = others
    .filter((file) => leads({ [file]: config[file] ?? '', ...config }, adapter, build))
    .map(names.named)
  if (elsewhere.length === 0) return
  const [one, more] = elsewhere
  throw new SseCompatError('no-route', `nothing is proxied: no line includes ${elsewhere.slice(0, MAX).join(', ')}`, {
    where: main,
    advice: more === undefined ? `give ${one} itself` : 'name the one to test',
  })
}

function leads(config: ConfigTree, { routes }: Adapter, build: BuildFacts): boolean {
  try {
    return (routes?.(config, build) ?? []).length > 0
  } catch (error) {
    // The file is not a configuration by itself.
    if (error instanceof SseCompatError) return false
    throw error
  }
}
