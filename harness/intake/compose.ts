/** Values that a compose file gives to the proxy's container: what its templates are filled in with. */
import { parse } from 'yaml'
import type { Values } from './templates.ts'

/** Names of compose files, best first. */
export const COMPOSE_FILES = ['compose.yaml', 'compose.yml', 'docker-compose.yml', 'docker-compose.yaml'] as const

const PROXY_IMAGE = /(^|[/-])(nginx|httpd|apache2?|openresty|angie)\b/i

/**
 * @param text of the compose file; of one that cannot be read there are none
 * @param around values for its own `${NAME}`, of `.env` beside it
 */
export function valuesInCompose(text: string, around: Values): Values {
  const services = Object.values(recordOf(recordOf(parsed(text)).services)).map(recordOf)
  const proxies = services.filter(({ image }) => typeof image === 'string' && PROXY_IMAGE.test(image))
  const chosen = proxies.length > 0 ? proxies : services.length === 1 ? services : []
  return Object.fromEntries(
    chosen
      .flatMap(({ environment }) => pairsOf(environment))
      .map(([name, value]) => [name, interpolated(value, around)]),
  )
}

function parsed(text: string): unknown {
  try {
    return parse(text, { maxAliasCount: 100 })
  } catch {
    return undefined
  }
}

const recordOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {}

/** `NAME: value`, or `- NAME=value`. One without a value is taken from somebody's shell, which is not known here. */
function pairsOf(environment: unknown): readonly (readonly [string, string])[] {
  if (!Array.isArray(environment))
    return Object.entries(recordOf(environment)).flatMap(([name, value]) =>
      value === null || typeof value === 'object' ? [] : [[name, String(value)] as const],
    )
  return environment.flatMap((entry: unknown) => {
    const [, name, value] = /^([A-Za-z_]\w*)=(.*)$/s.exec(String(entry)) ?? []
    return name === undefined || value === undefined ? [] : [[name, value] as const]
  })
}

/** compose, unlike envsubst, knows `${NAME:-default}`; `$$` is a dollar. */
const interpolated = (value: string, around: Values): string =>
  value.replace(
    /\$\$|\$\{(\w+)(?::?-([^}]*))?\}|\$(\w+)/g,
    (all, braced?: string, byDefault?: string, bare?: string) =>
      all === '$$' ? '$' : (around[braced ?? bare ?? ''] ?? byDefault ?? ''),
  )
