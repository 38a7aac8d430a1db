/** Whatever a profile, a header, a log or a file name says has no effect in any format. */
import { expect, test } from 'vitest'
import { loadCatalog } from '../../harness/matrix/catalog.ts'
import { EVIL, hostile, hostileTexts, hostileTrace } from './html/hostile.fixture.ts'

const { formats } = await loadCatalog()
const files = formats.flatMap(({ id, render }) =>
  [...render(hostile, hostileTrace, hostileTexts)].map((file) => ({ ...file, id })),
)
const contentOf = (path: string): string => files.find((file) => file.path === path)?.content ?? ''

test('every format is tested', () => {
  expect(formats.map(({ id }) => id)).toEqual(expect.arrayContaining(['html', 'json', 'markdown']))
})

test.for(files)('$id: $path has a plain name, and no character that is not seen or steers a terminal', (file) => {
  expect(file.path).toMatch(/^(?:profiles\/)?[\w.-]+$/)
  expect(file.path).not.toContain('..')
  const content = file.content.replace(/<script>[\s\S]*?<\/script>/, '')
  expect(content.match(/(?![\n\u200c\u200d])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu) ?? []).toEqual([])
  expect(content).not.toMatch(/^\s*::error/m)
  expect(content).not.toContain('##[')
})

test('report.json still says what was said', () => {
  expect(JSON.parse(contentOf('report.json'))).toEqual(hostile)
})

test('index.html has only its own elements', () => {
  const page = contentOf('index.html')
  const markup = page.replace(/<script[^>]*>[\s\S]*?<\/script>|<style>[\s\S]*?<\/style>/g, '<code>')
  const blocks = page.match(/^<script type="application\/octet-stream" id="data-\d+">[\w+/=]+<\/script>$/gm) ?? []
  expect(page.match(/<\/?script/g)).toHaveLength(2 * blocks.length + 2)
  expect(markup).not.toContain('<img')
  expect(markup).not.toContain('<!--')
  expect(page).not.toContain(EVIL)
})

test('Markdown has no element, link or heading of others', () => {
  const text = files.flatMap(({ id, content }) => (id === 'markdown' ? [content] : [])).join('\n')
  const outsideCode = text.replace(/^```[\s\S]*?^```$/gm, '').replace(/(`+)[^\n]*?[^`\n]\1(?!`)/g, '')
  // Within the lines of an HTML block a link is text.
  const outsideHtml = outsideCode.replace(/^<details>.*$/gm, '')
  expect(outsideCode).not.toMatch(/<(?:img|script|\/style|!--)/)
  expect(outsideHtml).not.toMatch(/(?<!\\)\]\(javascript:/)
})
