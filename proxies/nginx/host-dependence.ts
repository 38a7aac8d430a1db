/** Where the result of a request depends on the name in its Host field. Pure. */
import type { Directive } from './config.ts'
import { looksAt, spread } from './dependent-variables.ts'
import { directivesIn } from './layout.ts'

export interface HostDependence {
  /** Something in the server tests the name, or uses a variable that depends on it. `proxy_set_header Host $host` is none. */
  dependsOnHost(server: Directive): boolean
  /** An `if` of the server tests the name. */
  testsHost(server: Directive): boolean
  /** Names that a `map` of the Host field has entries for, where it has no default. */
  readonly mapped: readonly string[]
}

const isHost = (name: string): boolean => name === 'host' || name === 'http_host'
const MAX_MAPPED = 20

/** @param http what is directly in `http` */
export function hostDependence(http: readonly Directive[]): HostDependence {
  const all = [...directivesIn(http)]
  const names = spread(all, isHost)
  const derived = new Set([...names].filter((name) => !isHost(name)))
  const maps = all.filter(
    ({ name, args, block = [] }) =>
      name === 'map' &&
      /^\$\{?(http_)?host\}?$/.test(args[0]?.text ?? '') &&
      !block.some((entry) => entry.name === 'default'),
  )
  const mapped = maps
    .flatMap(({ block = [] }) => block.map(({ name }) => name.replace(/^\*?\./, 'sse.')))
    .filter((name) => /^[\w-]+(\.[\w-]+)+$/.test(name))
  const testsHost = ({ block = [] }: Directive): boolean =>
    [...directivesIn(block)].some((one) => one.name === 'if' && looksAt(one.args, names))
  return {
    testsHost,
    dependsOnHost: (server) =>
      testsHost(server) || [...directivesIn(server.block ?? [])].some((one) => looksAt(one.args, derived)),
    mapped: [...new Set(mapped)].slice(0, MAX_MAPPED).map((name) => name.toLowerCase()),
  }
}
