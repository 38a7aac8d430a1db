/** No remedy removes a line that its product declares as a security directive. */
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, test } from 'vitest'
import { loadProducts, type Product } from '../matrix/catalog.ts'
import { TOP } from '../matrix/folders.ts'
import type { BuildFacts, Candidate, ConfigTree, Failing, Profile, Situation } from '../model/index.ts'

const products = (await loadProducts()).filter(({ adapter, remedies }) => adapter?.language && remedies)

const buildOf = async (product: string): Promise<BuildFacts> => {
  const file = pathToFileURL(join(TOP, 'proxies', product, 'build.fixture.ts')).href
  return ((await import(file)) as { readonly build: BuildFacts }).build
}

const FAILING: readonly Failing[] = [
  { criterion: 'delivery/live', observed: [] },
  { criterion: 'no-such-scenario/so-that-every-rule-is-asked', observed: [] },
]

/** Lines that a candidate removes without a replacement. */
const takenOut = (config: ConfigTree, { change }: Candidate): string[] =>
  change.flatMap(({ file, start, end, text }) =>
    text.trim() === '' ? [(config[file] ?? '').slice(start, end).trim()] : [],
  )

function offered({ adapter, remedies }: Product, { config }: Profile, build: BuildFacts): readonly string[] {
  if (remedies === undefined || adapter?.routes === undefined) return []
  let routes: ReturnType<typeof adapter.routes>
  try {
    routes = adapter.routes(config, build)
  } catch {
    return []
  }
  return routes.flatMap(({ path, host, server }) => {
    const situation: Situation = { config, build, path, host, server }
    const failing = FAILING.flatMap((one) => [...remedies.candidates(situation, one)])
    return [...failing, ...remedies.probes(situation)].flatMap((candidate) => takenOut(config, candidate))
  })
}

describe.for(products.map((product) => [product.id, product] as const))('%s', ([id, product]) => {
  test('takes out no line of security', async () => {
    const build = await buildOf(id)
    const lines = product.profiles.flatMap((profile) => offered(product, profile, build))
    const declared = product.adapter?.language?.securityDirectives ?? /^/
    expect(lines.length).toBeGreaterThan(10)
    expect(lines.filter((line) => line.search(declared) === 0)).toEqual([])
  })
})
