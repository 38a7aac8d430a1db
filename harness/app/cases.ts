/** Selects the profiles that are tested in front of the application, and their builds. */
import { findBuilds } from '../builds/find-builds.ts'
import { adaptersOf, loadProducts, type Product } from '../matrix/catalog.ts'
import { CACHE } from '../matrix/folders.ts'
import type { Adapter, BuildFacts, Profile, RuntimeId } from '../model/index.ts'
import { SseCompatError } from '../model/index.ts'

export interface Case {
  readonly adapter: Adapter
  readonly build: BuildFacts
  readonly profile: Profile
}

export interface CaseOptions {
  /** Products; empty: those that can run on this machine. */
  readonly against: readonly string[]
  /** Profiles by name; empty: the common ones. */
  readonly profile: readonly string[]
  readonly builds: readonly string[]
  /** Only a minimal proxy of each product. */
  readonly quick: boolean
}

const PLAIN = 'defaults'

/** Common configurations, each with a different effect on a stream. A product without any of these is tested with its first profile. */
const COMMON: ReadonlySet<string> = new Set([
  ...[
    PLAIN,
    'recommended',
    'http11-buffering',
    'copied-sse-location',
    'websocket-headers',
    'gzip-types-all',
    'gzip-unbuffered',
  ],
  ...['cache', 'ignore-client-abort', 'request-header-accel', 'chunked-off'],
  ...['deflate', 'brotli', 'copied-snippet-without-engine', 'cache-disk', 'force-http-1.0', 'nokeepalive'],
])

/** @throws SseCompatError `unknown-name` */
export async function casesOf(
  options: CaseOptions,
  runtime: RuntimeId,
  tell: (line: string) => void,
): Promise<{ cases: Case[]; notes: string[] }> {
  const all = (await loadProducts()).filter(({ adapter, profiles }) => adapter !== undefined && profiles.some(isTested))
  checkKnown(
    'proxy',
    options.against,
    all.map(({ id }) => id),
  )
  const products = all.filter(({ id }) => options.against.length === 0 || options.against.includes(id))
  checkKnown(
    'profile',
    options.profile,
    products.flatMap(({ profiles }) => profiles.map(({ id }) => id)),
    products.flatMap(({ id, profiles }) => profiles.map((profile) => `${id}/${profile.id}`)),
  )
  const { builds, missing } = await findBuilds(adaptersOf(products), {
    runtime,
    cache: CACHE,
    builds: options.builds,
    onProgress: tell,
  })
  const cases = products.flatMap((product) =>
    chosen(product, options).flatMap((profile) =>
      builds.flatMap((build) =>
        product.adapter !== undefined && build.product === product.adapter.product
          ? [{ adapter: product.adapter, build, profile }]
          : [],
      ),
    ),
  )
  return {
    cases,
    notes: missing.map(
      ({ product, wanted, why, advice }) => `${wanted === '' ? product : `${product}, ${wanted}`}: ${why}. ${advice}`,
    ),
  }
}

/**
 * Some profiles include header fields of their own application, which do not apply to another application. Common profiles are
 * tested anyway.
 */
const isTested = ({ id, originHeaders, upstream, hops }: Profile): boolean =>
  (originHeaders.length === 0 || COMMON.has(id)) && upstream === undefined && hops === undefined

/** @param product a profile is named by its id, or as in reports: `<product>/<id>` */
export function chosen(
  { id: product, profiles }: Pick<Product, 'id' | 'profiles'>,
  { profile: named, quick }: Pick<CaseOptions, 'profile' | 'quick'>,
): readonly Profile[] {
  if (named.length > 0) return profiles.filter(({ id }) => named.includes(id) || named.includes(`${product}/${id}`))
  const tested = profiles.filter(isTested)
  if (quick) return tested.filter(({ id }) => id === PLAIN)
  const common = tested.filter(({ id }) => COMMON.has(id))
  return common.length > 0 ? common : tested.slice(0, 1)
}

/** @param also other forms of the names */
function checkKnown(
  kind: string,
  names: readonly string[],
  known: readonly string[],
  also: readonly string[] = [],
): void {
  const wrong = names.find((name) => !known.includes(name) && !also.includes(name))
  if (wrong === undefined) return
  throw new SseCompatError('unknown-name', `no ${kind} is called "${wrong}"`, {
    advice: `there is ${[...new Set(known)].slice(0, 12).join(', ')} (\`sse-compat list\` shows all)`,
  })
}
