/** What nginx prints when it rejects a configuration. */

import type { BuildFacts, Site } from '../../harness/model/index.ts'
import { placeIn, withoutSandbox } from '../_kit/written-files.ts'
import { correctedName } from './corrections.ts'
import { isBuiltIn, moduleOf } from './modules.ts'
import { sourceOf } from './packages.ts'

const PLACE = / in \/.*:\d+$/
/** More than a value has. */
const MAX_LINES = 50

/** A value in it may have line breaks: its place is behind them. */
function wholeMessage(lines: readonly string[]): string {
  const [first = ''] = lines
  if (PLACE.test(first)) return first
  const isNext = (line: string): boolean => /^(nginx: |\d{4}\/\d\d\/\d\d )/.test(line)
  const next = lines.slice(1, MAX_LINES).findIndex(isNext)
  const own = lines.slice(0, next < 0 ? MAX_LINES : next + 1)
  const end = own.findIndex((line) => PLACE.test(line))
  return end < 0 ? first : own.slice(0, end + 1).join('\\n')
}

/** The first `[emerg]` line, without the harness's own paths: the file is then named as the user has it. */
export function readRefusal(
  output: string,
  site: Site,
  build: BuildFacts,
): { readonly message: string; readonly where?: string; readonly lacks?: string } {
  const lines = output.split('\n').filter((line) => !line.includes('could not open error log file'))
  const first = lines.findIndex((line) => /\[(emerg|crit)\]/.test(line))
  const line = first < 0 ? (lines.findLast((line) => line.trim() !== '') ?? '') : wholeMessage(lines.slice(first))
  const said = line.replace(/^.*?\[\w+\]\s*(?:\d+#\d+:\s*)?/, '').trim()
  const [, message = said, file, number] = /^(.*) in (\/.*):(\d+)$/.exec(said) ?? []
  // The address is the harness's own: several of a configuration may have become it.
  const plain = withoutSandbox(message, site).replace(/(duplicate .*?)(?: for)? (?:127\.|unix:)\S+$/, '$1')
  const unknown = /^unknown directive "([^"]*)"$/.exec(message)?.[1] ?? ''
  const known = moduleOf(unknown)
  const meant = correctedName(unknown)
  const where = placeIn(file, number, site)
  if (meant !== undefined) return { message: `${plain}: did you mean "${meant.name}"?`, ...where }
  if (known === undefined) return { message: plain, ...where }
  if (isBuiltIn(known, build)) return { message: `${plain}: this version does not have it in its ${known}`, ...where }
  const advice = `${sourceOf(known)}; take a build that has it (--build)`
  return {
    message: `${plain}: it belongs to ${known}, which this build does not have. ${advice}`,
    ...where,
    lacks: known,
  }
}
