/** `sse-compat list`: what can be run, and what is available on this machine. */
import { findBuilds } from '../builds/find-builds.ts'
import { CONTAINER, isolationHere } from '../diagnose/isolation.ts'
import { adaptersOf, type Catalog, loadCatalog } from '../matrix/catalog.ts'
import { CACHE } from '../matrix/folders.ts'
import type { RuntimeId } from '../model/index.ts'
import { dockerAnswers } from '../runtimes/docker.ts'
import { wrapRow, wrapSentences } from '../terminal/columns.ts'

/** Lines to print. @param columns the terminal's width; Infinity where each row stays one line */
export async function list(parts: readonly string[] = [], columns = Number.POSITIVE_INFINITY): Promise<string[]> {
  const catalog = await loadCatalog(parts)
  const answers = await dockerAnswers()
  const width = Math.max(...catalog.scenarios.map(({ id }) => id.length))
  const row = (name: string, text: string): string[] => wrapRow(`  ${name.padEnd(width)} `, text, columns)
  return [
    'Scenarios',
    ...catalog.scenarios.flatMap(({ id, question, axes }) => [
      ...row(id, question),
      ...Object.entries(axes).flatMap(([name, values]) => row('', `${name}: ${values.join(', ')}`)),
    ]),
    '',
    'Proxies and their profiles',
    ...catalog.products.flatMap(({ id, adapter, profiles }) => [
      `  ${id}: ${adapter?.title ?? 'chains of proxies'}`,
      ...profiles.flatMap(({ id, title }) => wrapRow(`    ${id.padEnd(30)} `, title, columns)),
    ]),
    '',
    'Origins behind the last proxy',
    ...catalog.origins.flatMap(({ id, title }) => row(id, title)),
    '',
    ...wrapRow('Report formats: ', catalog.formats.map(({ id }) => id).join(', '), columns),
    '',
    ...wrapSentences('Runtimes and builds (* runs by default; `--builds` fetches other Debian suites)', columns),
    ...(await runtimeLines(catalog, 'local', undefined, columns)),
    ...(await runtimeLines(catalog, 'docker', answers ? undefined : 'no Docker engine answers', columns)),
    '',
    'Isolation of `sse-compat check` from this machine',
    ...wrapRow('  local   ', await isolationHere(), columns),
    ...(answers ? wrapRow('  docker  ', CONTAINER.says, columns) : []),
  ]
}

async function runtimeLines(
  catalog: Catalog,
  runtime: RuntimeId,
  because: string | undefined,
  columns: number,
): Promise<string[]> {
  const label = `  ${runtime.padEnd(7)} `
  if (because !== undefined) return wrapRow(label, `not available: ${because}`, columns)
  const adapters = adaptersOf(catalog.products)
  const usual = await findBuilds(adapters, { runtime, cache: CACHE })
  const all = await findBuilds(adapters, { runtime, cache: CACHE, builds: ['all'] })
  const usualIds = usual.builds.map(({ id }) => id)
  return [
    ...all.builds.flatMap(({ id, origin }) =>
      wrapRow(`${usualIds.includes(id) ? '*' : ' '} ${runtime.padEnd(7)} ${id.padEnd(36)} `, origin, columns),
    ),
    ...usual.missing.flatMap(({ product, why, advice }) =>
      wrapRow(label, `${product}: not available: ${why}. ${advice}`, columns),
    ),
  ]
}
