import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { TOP } from './folders.ts'

/** `sse-proxy-compat 0.1.0`. */
export function toolVersion(): string {
  const { name, version } = JSON.parse(readFileSync(join(TOP, 'package.json'), 'utf8')) as {
    name: string
    version: string
  }
  return `${name} ${version}`
}
