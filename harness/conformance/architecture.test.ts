/** docs/architecture.md names every folder that exists. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const TOP = fileURLToPath(new URL('../..', import.meta.url))
const page = readFileSync(join(TOP, 'docs/architecture.md'), 'utf8')

const section = (title: string): string => page.split(/^## /m).find((part) => part.startsWith(`${title}\n`)) ?? ''
/** Rows of a table as cells, without its head. */
const rows = (title: string): string[][] =>
  [...section(title).matchAll(/^\|(.*)\|$/gm)].slice(2).map(([, row = '']) => row.split('|').map((cell) => cell.trim()))
const named = (text: string): string[] => [...text.matchAll(/`([\w./-]+)`/g)].map(([, name = '']) => name)

test('every folder of the harness is in the table of folders, and every folder of the table is there', () => {
  const listed = rows('Folders').flatMap(([folder = '']) => named(folder))
  const there = readdirSync(join(TOP, 'harness'), { withFileTypes: true }).filter((entry) => entry.isDirectory())
  expect(listed).toEqual(expect.arrayContaining(there.map(({ name }) => `harness/${name}/`)))
  expect(listed.filter((folder) => !folder.includes('<') && !existsSync(join(TOP, folder)))).toEqual([])
})

test('at least thirty behaviours have a file that is there, each one of its own', () => {
  const places = rows('Where is …').flatMap(([, file = '']) => named(file))
  expect(places.length).toBeGreaterThanOrEqual(30)
  expect(places.filter((file) => !existsSync(join(TOP, file)))).toEqual([])
  expect(new Set(places).size).toBe(places.length)
})

test('a file that is named with its path is there', () => {
  const paths = named(page).filter((name) =>
    /^(harness|proxies|scenarios|servers|reports|docs|scripts)\/.*\.\w+$/.test(name),
  )
  expect(paths.filter((file) => !existsSync(join(TOP, file)))).toEqual([])
})

test('there are no more than twenty terms to learn', () => {
  expect(rows('Terms').length).toBeGreaterThan(10)
  expect(rows('Terms').length).toBeLessThanOrEqual(20)
})
