import { expect, test } from 'vitest'
import { loadCatalog } from './catalog.ts'
import { docPages } from './doc-tables.ts'

const [first] = (await loadCatalog()).scenarios
if (first === undefined) throw new Error('there is a scenario')
const [readme] = docPages({ scenarios: [first], products: [] })

test('rows of a table are replaced by those that the catalog gives, and nothing else of the page is', () => {
  const page =
    'a\n\n| one | two |\n|---|---|\n| x | y |\n\n| scenario | question |\n|---|---|\n| gone | gone |\n| x | y |\n\nb\n'
  expect(readme?.made(page)).toBe(
    `a\n\n| one | two |\n|---|---|\n| x | y |\n\n| scenario | question |\n|---|---|\n| [${first.id}](scenarios/${first.id}/) | ${first.question} |\n\nb\n`,
  )
})

test('a page without the table stays as it is', () => {
  expect(readme?.made('a\n| one |\n')).toBe('a\n| one |\n')
})
