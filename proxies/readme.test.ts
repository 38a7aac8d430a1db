/** What the pages say of profiles and questions, beside those themselves. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { loadCatalog } from '../harness/matrix/catalog.ts'

const TOP = fileURLToPath(new URL('..', import.meta.url))
const read = (file: string): string => readFileSync(`${TOP}/${file}`, 'utf8')
const { products, scenarios } = await loadCatalog()
const written = products.filter(({ adapter, profiles }) => adapter !== undefined && profiles.length > 0)

test.for(written.map(({ id, profiles }) => [id, profiles] as const))(
  'proxies/%s/README.md tells of every profile what it does',
  ([id, profiles]) => {
    const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('*', '\\*')
    const rows = profiles.map(
      (one) => `| [${one.id}](profiles/${one.id}.conf) | ${cell(one.title)} | ${cell(one.why)} |`,
    )
    const section = read(`proxies/${id}/README.md`).split('\n## Every profile\n')[1]?.split('\n## ')[0] ?? ''
    expect(section.split('\n').filter((line) => line.startsWith('| ['))).toEqual(rows)
  },
)

test.for(['nginx', 'apache'])('the README shows the recommended configuration of %s as it is played', (id) => {
  const text = read(`proxies/${id}/profiles/recommended.conf`)
  const config = text.slice(text.search(/^[^#\s]/m))
  expect(read('README.md')).toContain(`\`\`\`${id}\n${config}\`\`\``)
})

test('the README tells of every question, in their order', () => {
  const rows = scenarios.map(({ id, question }) => `| [${id}](scenarios/${id}/) | ${question} |`)
  const lines = read('README.md').split('\n')
  expect(lines.filter((line) => line.includes('](scenarios/') && line.startsWith('| ['))).toEqual(rows)
})
