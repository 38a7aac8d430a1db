/** Raises limits of concurrent streams: concurrent test cases need capacity. The limits themselves are what `capacity` tests. */

import type { ConfigEdits } from '../../harness/config/parsed-edits.ts'
import type { ConfigTree, PrepareOptions, Site } from '../../harness/model/index.ts'
import { readable, SIDE_BY_SIDE as WHY } from '../_kit/stream-limits.ts'
import { type Directive, firstArg, parseNginx } from './config.ts'
import { directivesIn } from './layout.ts'

const ROOM = 1024
/** nginx's default number of connections; it is sufficient for concurrent test cases. */
const USUAL = 512
const ONE_PROCESS = 'the streams of one worker process are counted'

/** `limit_conn` and fewer connections than the default; servers that are marked as failed for a while; `limit_req`. */
export function tagsOf(config: ConfigTree): readonly string[] {
  const directives = readable(config, (text, file) => directivesIn(parseNginx(text, file)))
  const has = (test: (directive: Directive) => boolean): boolean => directives.some(test)
  return [
    ...(has(limitsStreams) ? ['capacity'] : []),
    // nginx never marks the only server of an upstream as failed.
    ...(has(({ name, block = [] }) => name === 'upstream' && serversIn(block).length > 1) ? ['retry'] : []),
    ...(has(({ name }) => name === 'limit_req') ? ['counting'] : []),
  ]
}

const serversIn = (block: readonly Directive[]) => block.filter(({ name }) => name === 'server')

const limitsStreams = ({ name, args }: Directive): boolean =>
  name === 'limit_conn' ||
  (name === 'worker_connections' && Number(args[0]?.text) < USUAL) ||
  (name === 'server' && args.some(({ text }) => text.startsWith('max_conns=')))

export function makeRoom(
  top: readonly Directive[],
  site: Site,
  options: PrepareOptions | undefined,
  edits: ConfigEdits,
): void {
  for (const { name, args } of options?.oneProcess ? top : []) {
    const [word] = args
    if (name === 'worker_processes' && word) edits.replaceWord(word, '1', ONE_PROCESS)
  }
  if (!options?.withoutLimits || site.ownSizes) return
  for (const directive of directivesIn(top)) {
    const [word] = directive.args
    if (directive.name === 'worker_connections' && word && Number(firstArg(directive)) < ROOM)
      edits.replaceWord(word, String(ROOM), WHY)
    else if (directive.name === 'server')
      for (const limit of directive.args.filter(({ text }) => text.startsWith('max_conns='))) edits.dropWord(limit, WHY)
  }
}
