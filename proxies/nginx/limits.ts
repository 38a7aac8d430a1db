/** Limits of how many streams there may be at once. What is asked side by side needs room; how much there is `capacity` asks, alone. */

import type { Edits } from '../../harness/edits.ts'
import type { PrepareOptions, Site } from '../../harness/model.ts'
import { directivesIn } from './allowed.ts'
import { type Directive, firstArg } from './config.ts'

const ROOM = 1024
const WHY = 'the harness asks much side by side'

export function makeRoom(
  top: readonly Directive[],
  site: Site,
  options: PrepareOptions | undefined,
  edits: Edits,
): void {
  if (!options?.withoutLimits || site.ownSizes) return
  for (const directive of directivesIn(top)) {
    const [word] = directive.args
    if (directive.name === 'worker_connections' && word && Number(firstArg(directive)) < ROOM)
      edits.replace(word, String(ROOM), WHY)
    else if (directive.name === 'server')
      for (const limit of directive.args.filter(({ text }) => text.startsWith('max_conns='))) edits.drop(limit, WHY)
  }
}
