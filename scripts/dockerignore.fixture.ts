import { readFileSync } from 'node:fs'
import { join, matchesGlob } from 'node:path'
import { TOP } from '../harness/matrix/folders.ts'

/**
 * As Docker reads .dockerignore: the last rule that matches a file, or one of its folders, decides.
 * @param name of the file with the rules
 */
export function sentBy(name: string): (file: string) => boolean {
  const rules = readFileSync(join(TOP, name), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
  return (file) => {
    const parts = file.split('/')
    const within = parts.map((_, index) => parts.slice(0, index + 1).join('/'))
    const last = rules.findLast((rule) => within.some((path) => matchesGlob(path, rule.replace('!', ''))))
    return last?.startsWith('!') === true
  }
}
