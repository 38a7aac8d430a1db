/** `sse-compat list`: what there is to play, and what of it can be played here. */
import { findBuilds } from '../builds/find.ts'
import { CONTAINER, isolationHere } from '../diagnose/isolation.ts'
import { adaptersOf, type Catalog, loadCatalog } from '../matrix/catalog.ts'
import { CACHE } from '../matrix/folders.ts'
import type { RuntimeId } from '../model/index.ts'
import { dockerAnswers } from '../runtimes/docker.ts'

/** Lines for a person. */
export async function list(): Promise<string[]> {
  const catalog = await loadCatalog()
  const answers = await dockerAnswers()
  const width = Math.max(...catalog.scenarios.map(({ id }) => id.length))
  return [
    'Scenarios',
    ...catalog.scenarios.flatMap(({ id, title, axes }) => [
      `  ${id.padEnd(width)} ${title}`,
      ...Object.entries(axes).map(([name, values]) => `  ${' '.repeat(width)} ${name}: ${values.join(', ')}`),
    ]),
    '',
    'Proxies and their profiles',
    ...catalog.products.flatMap(({ id, adapter, profiles }) => [
      `  ${id}: ${adapter?.title ?? 'proxies behind one another'}`,
      ...profiles.map(({ id, title }) => `    ${id.padEnd(30)} ${title}`),
    ]),
    '',
    'Runtimes and builds (* is played when none is named; another Debian suite is fetched when it is)',
    ...(await runtimeLines(catalog, 'local', undefined)),
    ...(await runtimeLines(catalog, 'docker', answers ? undefined : 'no Docker engine answers')),
    '',
    'What keeps a configuration that is checked from this machine',
    `  local   ${await isolationHere()}`,
    ...(answers ? [`  docker  ${CONTAINER.says}`] : []),
  ]
}

async function runtimeLines(catalog: Catalog, runtime: RuntimeId, because: string | undefined): Promise<string[]> {
  if (because !== undefined) return [`  ${runtime.padEnd(7)} not here: ${because}`]
  const adapters = adaptersOf(catalog.products)
  const usual = await findBuilds(adapters, { runtime, cache: CACHE })
  const all = await findBuilds(adapters, { runtime, cache: CACHE, builds: ['all'] })
  const usualIds = usual.builds.map(({ id }) => id)
  return [
    ...all.builds.map(
      ({ id, origin }) => `${usualIds.includes(id) ? '*' : ' '} ${runtime.padEnd(7)} ${id.padEnd(36)} ${origin}`,
    ),
    ...usual.missing.map(
      ({ product, why, advice }) => `  ${runtime.padEnd(7)} ${product}: not here: ${why}. ${advice}`,
    ),
  ]
}
