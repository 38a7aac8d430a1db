/** The pages' statements about profiles and questions match the profiles and scenarios. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { loadCatalog } from '../harness/matrix/catalog.ts'
import { docPages } from '../harness/matrix/doc-tables.ts'

const TOP = fileURLToPath(new URL('..', import.meta.url))
const read = (file: string): string => readFileSync(`${TOP}/${file}`, 'utf8')
const catalog = await loadCatalog()
const written = catalog.products.filter(({ adapter, profiles }) => adapter !== undefined && profiles.length > 0)

test('pages have a table of every profile that is written for a product, and of every question', () => {
  const paths = docPages(catalog).map(({ path }) => path)
  expect(paths).toEqual(expect.arrayContaining(['README.md', ...written.map(({ id }) => `proxies/${id}/README.md`)]))
})

test.for(docPages(catalog))('the table of $path is as it has to be: node scripts/doc-tables.ts', ({ path, made }) => {
  const page = read(path)
  expect(page).toBe(made(page))
})

test.for(['nginx', 'apache'])('the README shows the recommended configuration of %s as it is run', (id) => {
  const text = read(`proxies/${id}/profiles/recommended.conf`)
  const config = text.slice(text.search(/^[^#\s]/m))
  expect(read('README.md')).toContain(`\`\`\`${id}\n${config}\`\`\``)
})
