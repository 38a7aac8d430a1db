/** `sse-compat list`: what can be run, and what is available on this machine. */
import { findBuilds } from '../builds/find-builds.ts'
import { CONTAINER, isolationHere } from '../diagnose/isolation.ts'
import { adaptersOf, type Catalog, loadCatalog } from '../matrix/catalog.ts'
import { CACHE } from '../matrix/folders.ts'
import type { RuntimeId } from '../model/index.ts'
import { dockerAnswers } from '../runtimes/docker.ts'

/** Lines to print. */
export async function list(parts: readonly string[] = []): Promise<string[]> {
  const catalog = await loadCatalog(parts)
  const answers = await dockerAnswers()
  const width = Math.max(...catalog.scenarios.map(({ id }) => id.length))
  return [
    'Scenarios',
    ...catalog.scenarios.flatMap(({ id, question, axes }) => [
      `  ${id.padEnd(width)} ${question}`,
      ...Object.entries(axes).map(([name, values]) => `  ${' '.repeat(width)} ${name}: ${values.join(', ')}`),
    ]),
    '',
    'Proxies and their profiles',
    ...catalog.products.flatMap(({ id, adapter, profiles }) => [
      `  ${id}: ${adapter?.title ?? 'chains of proxies'}`,
      ...profiles.map(({ id, title }) => `    ${id.padEnd(30)} ${title}`),
    ]),
    '',
    'Origins behind the last proxy',
    ...catalog.origins.map(({ id, title }) => `  ${id.padEnd(width)} ${title}`),
    '',
    `Report formats: ${catalog.formats.map(({ id }) => id).join(', ')}`,
    '',
    'Runtimes and builds (* runs by default; other Debian suites are fetched when named with --builds)',
    ...(await runtimeLines(catalog, 'local', undefined)),
    ...(await runtimeLines(catalog, 'docker', answers ? undefined : 'no Docker engine answers')),
    '',
    'Isolation of `sse-compat check` from this machine',
    `  local   ${await isolationHere()}`,
    ...(answers ? [`  docker  ${CONTAINER.says}`] : []),
  ]
}

async function runtimeLines(catalog: Catalog, runtime: RuntimeId, because: string | undefined): Promise<string[]> {
  if (because !== undefined) return [`  ${runtime.padEnd(7)} not available: ${because}`]
  const adapters = adaptersOf(catalog.products)
  const usual = await findBuilds(adapters, { runtime, cache: CACHE })
  const all = await findBuilds(adapters, { runtime, cache: CACHE, builds: ['all'] })
  const usualIds = usual.builds.map(({ id }) => id)
  return [
    ...all.builds.map(
      ({ id, origin }) => `${usualIds.includes(id) ? '*' : ' '} ${runtime.padEnd(7)} ${id.padEnd(36)} ${origin}`,
    ),
    ...usual.missing.map(
      ({ product, why, advice }) => `  ${runtime.padEnd(7)} ${product}: not available: ${why}. ${advice}`,
    ),
  ]
}
