// Writes the scores into docs/mutation.md for the areas with a report in reports/mutation; other rows are kept.

import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { AREAS } from './areas.mjs'

const DOC = new URL('../../docs/mutation.md', import.meta.url)
const TABLE = /^\| area \|[\s\S]*?\n(?=\n)/m
const HEAD =
  '| area | changes | noticed | not noticed | run by no test | score |\n| --- | --- | --- | --- | --- | --- |\n'

/** @param {string} area @returns {string | undefined} a row of the table */
function rowOf(area) {
  const file = new URL(`../../reports/mutation/${area}.json`, import.meta.url)
  if (!existsSync(file)) return undefined
  /** @type {{ files: Record<string, { mutants: { status: string }[] }> }} */
  const { files } = JSON.parse(readFileSync(file, 'utf8'))
  const all = Object.values(files).flatMap(({ mutants }) => mutants.map(({ status }) => status))
  const count = (/** @type {string[]} */ ...statuses) => all.filter((status) => statuses.includes(status)).length
  const [killed, survived, unrun] = [count('Killed', 'Timeout'), count('Survived'), count('NoCoverage')]
  const total = killed + survived + unrun
  return `| ${[area, total, killed, survived, unrun, `${((100 * killed) / total).toFixed(1)} %`].join(' | ')} |\n`
}

const text = readFileSync(DOC, 'utf8')
const before = TABLE.exec(text)?.[0] ?? ''
const rows = Object.keys(AREAS).map((area) => {
  const row = before.split('\n').find((line) => line.startsWith(`| ${area} |`))
  return rowOf(area) ?? (row === undefined ? '' : `${row}\n`)
})
writeFileSync(DOC, text.replace(TABLE, HEAD + rows.join('')))
