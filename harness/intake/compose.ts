/** Values that a compose file passes to the proxy's container, for its templates. */
import { parse } from 'yaml'
import { anyOf } from './known-names.ts'
import type { Values } from './templates.ts'

/**
 * @param text of the compose file; no values are returned for one that cannot be parsed
 * @param images last path components of the names of images that run a proxy
 * @param around values for the file's own `${NAME}`, from `.env` beside it; only evaluated where a service is used
 * @param isOurs whether a path that a service mounts or builds belongs to the configuration; absent: every service counts
 */
export function valuesInCompose(
  text: string,
  images: readonly string[],
  around: Values | (() => Values),
  isOurs?: (path: string) => boolean,
): Values {
  const ours = proxiesIn(text, images).filter((service) => isOurs === undefined || pathsOf(service).some(isOurs))
  if (ours.length === 0) return {}
  const values = typeof around === 'function' ? around() : around
  return Object.fromEntries(
    ours.flatMap(({ environment }) => pairsOf(environment)).map(([name, value]) => [name, interpolated(value, values)]),
  )
}

/** The services that run a proxy; else the only one. */
function proxiesIn(text: string, images: readonly string[]): readonly Readonly<Record<string, unknown>>[] {
  const services = Object.values(recordOf(recordOf(parsed(text)).services)).map(recordOf)
  const proxies = services.filter(({ image }) => typeof image === 'string' && isOfProxy(image, images))
  return proxies.length > 0 ? proxies : services.length === 1 ? services : []
}

/** Whether an image runs a proxy. @param images as for `valuesInCompose` */
export const isOfProxy = (image: string, images: readonly string[]): boolean =>
  new RegExp(`(^|[/-])${anyOf(images)}\\b`, 'i').test(image)

/** The image of the first service that runs a proxy. @param isOurs as for `valuesInCompose` */
export function imageInCompose(
  text: string,
  images: readonly string[],
  isOurs: (path: string) => boolean,
): string | undefined {
  const ours = proxiesIn(text, images).filter((service) => pathsOf(service).some(isOurs))
  return ours
    .flatMap(({ image }) => (typeof image === 'string' ? [interpolated(image, {})] : []))
    .find((image) => isOfProxy(image, images))
}

/** A file or folder beside the compose file, and its absolute path in the container. */
export interface Mount {
  readonly source: string
  readonly target: string
  /** A file is put into `target` under its own name. */
  readonly intoFolder?: boolean
}

/** What the services that run a proxy mount. @param images as for `valuesInCompose` */
export const mountsInCompose = (text: string, images: readonly string[]): readonly Mount[] =>
  proxiesIn(text, images).flatMap(({ volumes }) =>
    (Array.isArray(volumes) ? volumes : []).flatMap((volume: unknown): readonly Mount[] => {
      const { source, target } = typeof volume === 'string' ? shortForm(volume) : recordOf(volume)
      return typeof source === 'string' && typeof target === 'string' && target.startsWith('/')
        ? [{ source, target }]
        : []
    }),
  )

function shortForm(volume: string): { readonly source?: string; readonly target?: string } {
  const [source = '', target = ''] = volume.split(':')
  return { source, target }
}

function parsed(text: string): unknown {
  try {
    // A warning is printed by Node itself, with the line as it is: it may have a secret, or steer the terminal.
    return parse(text, { maxAliasCount: 100, logLevel: 'error' })
  } catch {
    return undefined
  }
}

const recordOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {}

/** The paths that a service mounts, and the folder that it is built from. */
function pathsOf({ volumes, build }: Readonly<Record<string, unknown>>): readonly string[] {
  const mounted = (Array.isArray(volumes) ? volumes : []).map((volume: unknown) =>
    typeof volume === 'string' ? volume.split(':')[0] : recordOf(volume).source,
  )
  const built = typeof build === 'string' ? build : recordOf(build).context
  return [...mounted.filter((path) => typeof path === 'string' && /^[./]/.test(path)), built].filter(
    (path) => typeof path === 'string',
  )
}

/** `NAME: value`, or `- NAME=value`. A name without a value is taken from the user's shell, which is not known here. */
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

/** compose supports `${NAME:-default}`, unlike envsubst; `$$` is a dollar sign. An unclosed `${` is kept. */
function interpolated(value: string, around: Values): string {
  const end = value.lastIndexOf('}') + 1
  const given = (name: string, byDefault = ''): string => around[name] ?? byDefault
  return (
    value
      .slice(0, end)
      .replace(/\$\$|\$\{(\w+)(?::?-([^}]*))?\}|\$(\w+)/g, (all, braced?: string, byDefault?: string, bare?: string) =>
        all === '$$' ? '$' : given(braced ?? bare ?? '', byDefault),
      ) + value.slice(end).replace(/\$\$|\$(\w+)/g, (all, bare = '') => (all === '$$' ? '$' : given(bare)))
  )
}
