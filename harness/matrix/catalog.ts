/**
 * Finds scenarios, proxies, profiles, expectations and formats by their folders. Adding one edits no index.
 */
import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Adapter, Defect, Format, Profile, Remedies, Scenario } from '../model/index.ts'
import { SseCompatError } from '../model/index.ts'
import { CODE, IS_INSTALLED, TOP } from './folders.ts'
import { readProfile } from './read-profile.ts'

/** This file's own extension: `.ts` in the checkout, `.js` in the published package. */
const EXTENSION = IS_INSTALLED ? '.js' : '.ts'

export interface Product {
  /** Name of its folder. */
  readonly id: string
  /** Undefined for `chain`, whose profiles put those of others behind one another. */
  readonly adapter: Adapter | undefined
  readonly profiles: readonly Profile[]
  /** Profiles whose description cannot be read: one message each; the others can be played. */
  readonly unreadable: readonly string[]
  /** Text of `expect.yaml`, '' when there is none; `file` for messages. */
  readonly expectations: { readonly text: string; readonly file: string }
  /** Undefined for a product that has no `remedies.ts`. */
  readonly remedies: Remedies | undefined
}

export interface OwnedDefect extends Defect {
  /** The scenario that declares it, and has to catch it. */
  readonly scenario: string
}

export interface Catalog {
  readonly scenarios: readonly Scenario[]
  readonly products: readonly Product[]
  readonly defects: readonly OwnedDefect[]
  readonly formats: readonly Format[]
}

/** A folder whose name begins with `_` is shared by the others, e.g. `proxies/_kit`. */
export async function foldersIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true })
  return entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('_'))
    .map((entry) => entry.name)
    .sort()
}

async function load<T>(file: string, name: string): Promise<T> {
  const module = (await import(pathToFileURL(file).href)) as Record<string, unknown>
  if (!(name in module)) {
    throw new SseCompatError('bad-part', `does not export "${name}"`, { where: relative(TOP, file) })
  }
  return module[name] as T
}

async function loadScenarios(): Promise<Scenario[]> {
  const folder = join(CODE, 'scenarios')
  const files = (await foldersIn(folder)).map((id) => join(folder, id, `scenario${EXTENSION}`))
  const all = await Promise.all(files.filter(existsSync).map((file) => load<Scenario>(file, 'scenario')))
  const rankOf = ({ rank = all.length }: Scenario): number => rank
  return all.sort((a, b) => rankOf(a) - rankOf(b))
}

async function loadDefects(): Promise<OwnedDefect[]> {
  const folder = join(CODE, 'scenarios')
  const ids = (await foldersIn(folder)).filter((id) => existsSync(join(folder, id, `defect${EXTENSION}`)))
  const all = ids.map(async (scenario) => {
    const defects = await load<Defect[]>(join(folder, scenario, `defect${EXTENSION}`), 'defects')
    return defects.map((defect) => ({ ...defect, scenario }))
  })
  return (await Promise.all(all)).flat()
}

async function loadFormats(): Promise<Format[]> {
  const folder = join(CODE, 'reports', 'formats')
  const files = (await readdir(folder)).filter(
    (name) => name.endsWith(EXTENSION) && !name.includes('.test.') && !name.endsWith('.d.ts'),
  )
  return Promise.all(files.sort().map((name) => load<Format>(join(folder, name), 'format')))
}

/** Every profile of a product: one `.conf` in its folder `profiles`. */
async function loadProfiles(proxy: string, adapter?: Adapter): Promise<Pick<Product, 'profiles' | 'unreadable'>> {
  const folder = join(TOP, 'proxies', proxy, 'profiles')
  const names = (await readdir(folder)).filter((name) => name.endsWith('.conf')).sort()
  const profiles: Profile[] = []
  const unreadable: string[] = []
  for (const name of names) {
    const file = relative(TOP, join(folder, name))
    try {
      const id = name.slice(0, -'.conf'.length)
      const profile = readProfile(proxy, id, file, await readFile(join(folder, name), 'utf8'))
      // Somebody who drops a file into the folder does not know our tags.
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

/** Without the scenarios and the formats. */
export async function loadProducts(): Promise<Product[]> {
  const folder = join(CODE, 'proxies')
  const ids = (await foldersIn(join(TOP, 'proxies'))).filter((id) => existsSync(join(TOP, 'proxies', id, 'profiles')))
  return Promise.all(
    ids.map(async (id) => {
      const file = join(TOP, 'proxies', id, 'expect.yaml')
      const code = join(folder, id, `adapter${EXTENSION}`)
      const adapter = existsSync(code) ? await load<Adapter>(code, 'adapter') : undefined
      const remedies = join(folder, id, `remedies${EXTENSION}`)
      return {
        id,
        adapter,
        ...(await loadProfiles(id, adapter)),
        remedies: existsSync(remedies) ? await load<Remedies>(remedies, 'remedies') : undefined,
        expectations: { text: existsSync(file) ? await readFile(file, 'utf8') : '', file: relative(TOP, file) },
      }
    }),
  )
}

export async function loadCatalog(): Promise<Catalog> {
  const [scenarios, products, defects, formats] = await Promise.all([
    loadScenarios(),
    loadProducts(),
    loadDefects(),
    loadFormats(),
  ])
  return { scenarios, products, defects, formats }
}

/** Those of the products that are proxies. */
export const adaptersOf = (products: readonly Product[]): Adapter[] =>
  products.flatMap(({ adapter }) => (adapter === undefined ? [] : [adapter]))
