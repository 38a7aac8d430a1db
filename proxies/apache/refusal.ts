/** What Apache prints when it rejects a configuration. */

import type { BuildFacts, Site } from '../../harness/model/index.ts'
import { placeIn, withoutSandbox } from '../_kit/written-files.ts'
import { correctedName } from './corrections.ts'
import { isBuiltIn, moduleFile, moduleOf } from './modules.ts'

/** As `ap_escape_errorlog_item` has escaped it: bytes beyond ASCII, and the backslash itself. Control characters stay escaped. */
const unescaped = (output: string): string =>
  output.replace(/\\\\|(?:\\x[89a-f][\da-f])+/g, (piece) =>
    piece === '\\\\' ? '\\' : Buffer.from(piece.replaceAll('\\x', ''), 'hex').toString(),
  )

/** Remarks, and what is said behind the reason. */
const NOT_THE_REASON =
  /AH00558|AH00020|^Action|error log may have more|AH00016: Configuration Failed$|AH0231[12]: |SSL Library Error/

/** The syntax error, or else the last message, without the harness's own paths: the file is named as the user has it. */
export function readRefusal(
  output: string,
  site: Site,
  build: BuildFacts,
): { readonly message: string; readonly where?: string; readonly lacks?: string } {
  const plain = (line: string): string => withoutSandbox(line.trim(), site)
  const lines = unescaped(output)
    .split('\n')
    .filter((line) => line.trim() !== '')
  const places = lines.flatMap((line, index) =>
    [...line.matchAll(/[Ss]yntax error on line (\d+) of ([^:]+):?\s*/g)].map((found) => {
      const [all, number, file = ''] = found
      return { index, file, number, behind: line.slice(found.index + all.length) }
    }),
  )
  // An include's own place is followed by the place in the included file.
  const place = places.at(-1)
  if (place === undefined) {
    const line = lines.findLast((line) => !NOT_THE_REASON.test(line)) ?? ''
    return { message: plain(line.replace(/^(\[[^\]]*\] )+/, '')) }
  }
  const said = plain(place.behind || lines[place.index + 1] || '')
  const unknown = /^Invalid command '([^']*)'/.exec(said)?.[1] ?? ''
  const lacking = moduleOf(unknown)
  const meant = correctedName(unknown)
  const message =
    meant !== undefined
      ? `${said}: did you mean '${meant.name}'?`
      : lacking === undefined
        ? said
        : `${said}; it belongs to mod_${lacking}, which is not loaded: load it (a2enmod ${lacking}), or take a build that has it (--build)`
  const isLacking =
    meant === undefined &&
    lacking !== undefined &&
    !isBuiltIn(lacking, build) &&
    moduleFile(lacking, build) === undefined
  const lacks = isLacking ? { lacks: `mod_${lacking}` } : {}
  return { message, ...placeIn(place.file, place.number, site), ...lacks }
}
