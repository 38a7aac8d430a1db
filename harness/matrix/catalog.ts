/**
 * Finds scenarios, proxies, profiles, expectations, origins and report formats by their folders. Adding one requires no change of
 * an index.
 */
import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Adapter, Cell, Defect, Format, OriginKind, Profile, Remedies, Scenario } from '../model/index.ts'
import { SseCompatError } from '../model/index.ts'
import { checkPart, checkPartFolders, loadPart, type Part, partsOfKind, shown } from './load-part.ts'
import { readProfile } from './read-profile.ts'

export interface Product {
  /** The name of its folder. */
  readonly id: string
  /** Its folder, as named in messages and pages. */
  readonly folder: string
  /** Undefined for `chain`, whose profiles connect those of other products in sequence. */
  readonly adapter: Adapter | undefined
  readonly profiles: readonly Profile[]
  /** Profiles whose description cannot be parsed: one message each. The other profiles can still run. */
  readonly unreadable: readonly string[]
  /** Text of `expect.yaml`, '' when there is none; `file` is its name for messages. */
  readonly expectations: { readonly text: string; readonly file: string }
  /** Undefined for a product without `remedies.ts`. */
  readonly remedies: Remedies | undefined
}

export interface OwnedDefect extends Defect {
  /** The scenario that declares it and has to detect it. */
  readonly scenario: string
}

export interface Catalog {
  readonly scenarios: readonly Scenario[]
  readonly products: readonly Product[]
  readonly defects: readonly OwnedDefect[]
  readonly origins: readonly OriginKind[]
  readonly formats: readonly Format[]
}

const SCENARIO = [
  ...['id', 'version', 'question', 'axes', 'axisWords', 'asks', 'needs', 'load', 'proxy', 'longest', 'stallTolerance'],
  ...['check', 'answers', 'dependsOn', 'run', 'criteria'],
]
const ADAPTER = [
  ...['product', 'title', 'executables', 'readBuild', 'prepare', 'readRefusal', 'profileExtension', 'capabilities'],
  'stop',
]

/** Every part of a kind that has this file, with the file's export. */
async function loaded<T extends object>(
  parts: readonly Part[],
  name: string,
  exported: string,
  fields: readonly string[],
): Promise<{ part: Part; value: T }[]> {
  const all = await Promise.all(
    parts.map(async (part) => {
      const value = await loadPart<T>(part, name, exported)
      if (value !== undefined) checkPart(part, value, fields)
      return value === undefined ? [] : [{ part, value }]
    }),
  )
  return all.flat()
}

async function loadScenarios(parts: readonly Part[]): Promise<Scenario[]> {
  const all = (await loaded<Scenario>(parts, 'scenario', 'scenario', SCENARIO)).map(({ value }) => value)
  const rankOf = ({ rank = all.length }: Scenario): number => rank
  return all.sort((a, b) => rankOf(a) - rankOf(b))
}

async function loadDefects(parts: readonly Part[]): Promise<OwnedDefect[]> {
  const all = await loaded<Defect[]>(parts, 'defect', 'defects', [])
  const defects = all.flatMap(({ part, value }) => value.map((defect) => ({ ...defect, scenario: part.id })))
  const known = new Map<string, string>()
  for (const { id, scenario } of defects) {
    const other = known.get(id)
    // Results are looked up by this name, so it must be unique.
    if (other !== undefined)
      throw new SseCompatError('bad-part', `two defects are named ${id}`, {
        where: `scenarios/${scenario}/defect.ts`,
        advice: `scenarios/${other} has the other one: give this one another name.`,
      })
    known.set(id, scenario)
  }
  return defects
}

/** All profiles of a product: the files in its folder `profiles`. */
async function loadProfiles(
  part: Part,
  adapter: Adapter | undefined,
  extensions: readonly string[],
): Promise<Pick<Product, 'profiles' | 'unreadable'>> {
  const folder = join(part.files, 'profiles')
  const names = (await readdir(folder)).filter((name) => extensions.some((one) => name.endsWith(`.${one}`))).sort()
  const profiles: Profile[] = []
  const unreadable: string[] = []
  for (const name of names) {
    const file = shown(join(folder, name))
    try {
      const id = name.slice(0, name.lastIndexOf('.'))
      const profile = readProfile(part.id, id, file, await readFile(join(folder, name), 'utf8'))
      // A file that a user adds to the folder may have no tags, so those that the configuration implies are added.
      const tags = new Set([...profile.tags, ...(adapter?.tagsOf?.(profile.config) ?? [])])
      profiles.push({ ...profile, tags: [...tags] })
    } catch (error) {
      if (error instanceof SseCompatError)
        unreadable.push(`${error.where ?? file}: ${error.message} ${error.advice ?? ''}`.trim())
      else unreadable.push(`${file}: cannot be read (${(error as NodeJS.ErrnoException).code ?? String(error)})`)
    }
  }
  return { profiles, unreadable }
}

async function loadAdapter(part: Part): Promise<Adapter | undefined> {
  const adapter = await loadPart<Adapter>(part, 'adapter', 'adapter')
  if (adapter !== undefined) checkPart(part, { ...adapter, id: adapter.product }, ADAPTER)
  return adapter
}

async function loadProduct(part: Part, adapter: Adapter | undefined, extensions: readonly string[]): Promise<Product> {
  const file = join(part.files, 'expect.yaml')
  return {
    id: part.id,
    folder: shown(part.files),
    adapter,
    ...(await loadProfiles(part, adapter, extensions)),
    remedies: await loadPart<Remedies>(part, 'remedies', 'remedies'),
    expectations: { text: existsSync(file) ? await readFile(file, 'utf8') : '', file: shown(file) },
  }
}

/** Loads the products without scenarios, origins and formats. @param folders of parts outside of the tree */
export async function loadProducts(folders: readonly string[] = []): Promise<Product[]> {
  const parts = (await partsOfKind('proxies', folders)).filter(({ files }) => existsSync(join(files, 'profiles')))
  const adapters = await Promise.all(parts.map(loadAdapter))
  // A chain has no configuration language of its own: its profiles may have the extension of any product.
  const known = [...new Set(adapters.flatMap((adapter) => adapter?.profileExtension ?? []))]
  return Promise.all(
    parts.map((part, index) => {
      const adapter = adapters[index]
      return loadProduct(part, adapter, adapter === undefined ? known : [adapter.profileExtension])
    }),
  )
}

/**
 * @param given folders of parts outside of the tree, from an option: see `checkPartFolders`
 * @throws SseCompatError `bad-parts`, `bad-part`
 */
export async function loadCatalog(given: readonly string[] = []): Promise<Catalog> {
  const folders = await checkPartFolders(given)
  const scenarioParts = await partsOfKind('scenarios', folders)
  const [testable, defects, formats] = await Promise.all([
    testableIn(folders, scenarioParts),
    loadDefects(scenarioParts),
    formatsIn(folders),
  ])
  return { ...testable, defects, formats }
}

/** Without the parts that only the self-test and reports of runs need, so that it loads faster. */
export type Testable = Omit<Catalog, 'defects' | 'formats'>

export async function loadTestable(given: readonly string[] = []): Promise<Testable> {
  const folders = await checkPartFolders(given)
  return testableIn(folders, await partsOfKind('scenarios', folders))
}

async function testableIn(folders: readonly string[], scenarioParts: readonly Part[]): Promise<Testable> {
  const [scenarios, products, origins] = await Promise.all([
    loadScenarios(scenarioParts),
    loadProducts(folders),
    partsOfKind('servers', folders).then((parts) => loaded<OriginKind>(parts, 'origin', 'origin', ['title', 'start'])),
  ])
  const known = origins.map(({ value }) => value)
  return { scenarios, products: products.map((product) => withKnownOrigins(product, known)), origins: known }
}

async function formatsIn(folders: readonly string[]): Promise<Format[]> {
  const parts = await partsOfKind('reports/formats', folders)
  return (await loaded<Format>(parts, 'format', 'format', ['render'])).map(({ value }) => value)
}

/** Loads only the report formats. @param given as for `loadCatalog` @throws SseCompatError `bad-parts`, `bad-part` */
export const loadFormats = async (given: readonly string[] = []): Promise<Format[]> =>
  formatsIn(await checkPartFolders(given))

/** A profile that names an unknown origin counts as unreadable. */
function withKnownOrigins(product: Product, origins: readonly OriginKind[]): Product {
  const isKnown = ({ upstream }: Profile): boolean =>
    upstream === undefined || origins.some(({ id }) => id === upstream)
  const ids = origins.map(({ id }) => id).join(', ')
  const unknown = product.profiles.filter((profile) => !isKnown(profile))
  const messages = unknown.map(({ file, upstream }) => `${file}: there is no upstream "${upstream}"; there is ${ids}`)
  return {
    ...product,
    profiles: product.profiles.filter(isKnown),
    unreadable: [...product.unreadable, ...messages],
  }
}

/** The adapters of the products that are proxies. */
export const adaptersOf = (products: readonly Product[]): Adapter[] =>
  products.flatMap(({ adapter }) => (adapter === undefined ? [] : [adapter]))

/** The origin of a profile that does not name one, and of every control. */
const USUAL_ORIGIN = 'origin'

/** The upstream behind the last proxy of a test case: the origin that its profile names; for a chain, that of its last hop. */
export function originFrom(origins: readonly OriginKind[]): (cell: Cell) => OriginKind {
  return (cell) => {
    const last = cell.kind === 'route' ? cell.route.at(-1)?.profile : undefined
    const named = cell.kind === 'route' ? (cell.profile.upstream ?? last?.upstream) : undefined
    const found = origins.find(({ id }) => id === (named ?? USUAL_ORIGIN))
    if (found === undefined) throw new Error(`no origin is called ${named ?? USUAL_ORIGIN}`)
    return found
  }
}
