/** Whatever a profile, a header, a log or a file name says has no effect in any format. */
import { globSync } from 'node:fs'
import { expect, test } from 'vitest'
import { redactedReport } from '../../harness/diagnose/report/redacted.ts'
import { reportOf } from '../../harness/diagnose/report/report.fixture.ts'
import { loadCatalog } from '../../harness/matrix/catalog.ts'
import { readReport } from '../../harness/run/report-file.ts'
import type { CheckFormat } from '../check-formats/check-format.ts'
import { commandsIn, faultsOfJunit, faultsOfXml, fromXml, readCodeQuality, readCsv } from '../ci/readers.fixture.ts'
import { EVIL, hostile, hostileTexts, hostileTrace } from './html/hostile.fixture.ts'

const { formats } = await loadCatalog()
const checkFolders = globSync('*/format.ts', { cwd: new URL('../check-formats', import.meta.url) })
const checkFormats = await Promise.all(
  checkFolders.map(
    async (file) =>
      ((await import(new URL(`../check-formats/${file}`, import.meta.url).href)) as { format: CheckFormat }).format,
  ),
)
const files = formats.flatMap(({ id, render }) =>
  [...render(hostile, hostileTrace, hostileTexts)].map((file) => ({ ...file, id })),
)
const contentOf = (path: string): string => files.find((file) => file.path === path)?.content ?? ''

/** Every field of a check's report, once as it is and once where a place in a file is named. */
const checked = [EVIL, `${EVIL}.conf:3`].map((text) => redactedReport(reportOf(text)))
const ofCheck = checkFormats.flatMap(({ id, render }) =>
  checked.map((one, index) => ({ id: `check ${id}`, path: `${id}-${index}`, content: render(one) })),
)
const all = [...files, ...ofCheck]
const everyOf = (id: string) => all.filter((file) => file.id === id || file.id === `check ${id}`)

test('every format is tested', () => {
  const ofBoth = ['badge', 'badge-svg', 'csv', 'github', 'gitlab', 'json', 'junit', 'summary']
  expect(formats.map(({ id }) => id).sort()).toEqual([...ofBoth, 'html', 'markdown'].sort())
  expect(checkFormats.map(({ id }) => id).sort()).toEqual([...ofBoth, 'sarif'].sort())
})

test.for(all)('$id: $path has a plain name, and no character that is not seen or steers a terminal', (file) => {
  expect(file.path).toMatch(/^(?:profiles\/)?[\w.-]+$/)
  expect(file.path).not.toContain('..')
  const isCsv = file.id.endsWith('csv')
  const withoutScript = file.content.replace(/<script>[\s\S]*?<\/script>/, '')
  const content = isCsv ? withoutScript.replaceAll('\r\n', '\n') : withoutScript
  expect(content.match(/(?![\n\t\u200c\u200d])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu) ?? []).toEqual([])
  if (!file.id.endsWith('github')) expect(commandsIn(content)).toEqual([])
  expect(content).not.toContain('##[')
})

test('report.json still says what was said', () => {
  expect(readReport(contentOf('report.json'), 'report.json')).toEqual(hostile)
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

test('annotations are commands of ours only, and say what was said', () => {
  for (const { content } of everyOf('github')) {
    const commands = commandsIn(content)
    expect(commands).toHaveLength(content.trimEnd().split('\n').length)
    for (const { command, properties } of commands) {
      expect(['error', 'warning', 'notice']).toContain(command)
      expect(['file', 'line', 'title']).toEqual(expect.arrayContaining(Object.keys(properties)))
      expect(properties.line ?? '1').toMatch(/^\d+$/)
    }
    expect(commands.some(({ data }) => data.includes('<img src=x'))).toBe(true)
  }
})

test('XML has only its own elements', async () => {
  const textsOf = (id: string) => Object.fromEntries(everyOf(id).map(({ content }, index) => [`${index}.xml`, content]))
  expect(await faultsOfJunit(textsOf('junit'))).toEqual([])
  expect(await faultsOfXml(textsOf('badge-svg'))).toEqual([])
  for (const { content } of everyOf('junit')) {
    expect(content).not.toContain('<img')
    expect(fromXml(content)).toContain('<img src=x')
  }
})

test('JSON is JSON, with paths that lead nowhere else', () => {
  for (const { content } of everyOf('gitlab')) expect(readCodeQuality(content).length).toBeGreaterThan(0)
  for (const { content } of everyOf('sarif')) {
    const uris = [...content.matchAll(/"uri": "([^"]*)"/g)].map(([, uri]) => uri)
    expect(uris.length).toBeGreaterThan(0)
    expect(uris.filter((uri) => !/^(?:[\w.!~*'()-]|%[\dA-F]{2}|\/)+$/.test(uri ?? ''))).toEqual([])
  }
})

test('no cell of CSV is a formula, whichever character separates cells', () => {
  for (const { content } of everyOf('csv')) {
    const rows = readCsv(content)
    const cells = rows.flat().flatMap((cell) => [cell, ...cell.split(/[;\t]/)])
    expect(cells.filter((cell) => /^\s*[=+\-@]/.test(cell))).toEqual([])
    expect(rows.flat().some((cell) => cell.includes('HYPERLINK'))).toBe(true)
  }
})

test('a summary has no element, link, mention or reference of others', () => {
  for (const { content } of everyOf('summary')) {
    const outsideCode = content.replace(/^(`{3,})[\s\S]*?^\1$/gm, '').replace(/(`+)[^\n]*?[^`\n]\1(?!`)/g, '')
    expect(outsideCode.replaceAll('<!-- -->', '')).not.toMatch(/<(?:img|script|\/style|!--)/)
    expect(outsideCode).not.toMatch(/(?<!\\)\]\(javascript:/)
    expect(outsideCode).not.toMatch(/@[\w-]|#\d|https?:\/\//)
  }
})
