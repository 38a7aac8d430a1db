/** Reads the written files again, as the one tree that nginx reads, and checks each directive against the allow-list. */

import { oneLine } from '../../../harness/config/span-edits.ts'
import { type BuildFacts, type Site, SseCompatError } from '../../../harness/model/index.ts'
import { hostPort } from '../../_kit/address.ts'
import { reachesOut } from '../../_kit/audit-refusals.ts'
import { whereOf } from '../../_kit/directive.ts'
import { expandWritten } from '../../_kit/expand-written.ts'
import { nowhere } from '../absent-folder.ts'
import { type Directive, firstArg, parseNginx } from '../config.ts'
import { fileTestOf, isBelow } from '../file-tests.ts'
import { directivesIn } from '../layout.ts'
import { isRefusedParameter, isRefusedServer } from '../refused-words.ts'
import { SERVER_PARAMETER } from '../server-parameters.ts'
import { kindOf } from './directives.ts'
import { isSettled, type Surroundings } from './settled.ts'
import { tooMuchIn } from './sizes.ts'
import { unfit } from './words.ts'

export interface WrittenFile {
  /** Absolute. */
  readonly path: string
  /** For messages: the user's name for it. */
  readonly name: string
  readonly text: string
}

/**
 * @param written the main file first
 * @throws SseCompatError `unsafe-config` for anything that is not known to be harmless
 */
export function auditFinal(written: readonly WrittenFile[], site: Site, build: BuildFacts): void {
  const all = [...directivesIn(treeOf(written, build))]
  const address = hostPort(site.backend)
  const blocks = all.filter(({ name }) => name === 'upstream')
  for (const server of blocks.flatMap(({ block = [] }) => block.filter(({ name }) => name === 'server'))) {
    const [first, ...rest] = server.args.map(({ text }) => text)
    // nginx refuses one without an address.
    const isFine = first === undefined || first === address || isRefusedServer(first)
    if (!isFine || !rest.every((word) => SERVER_PARAMETER.test(word) || isRefusedParameter(word))) throw left(server)
  }
  const around: Surroundings = { site, build, upstreams: new Set(blocks.map(firstArg)) }
  for (const directive of all) {
    const isFine =
      kindOf(directive.name) === 'put-right' ? isSettled(directive, around) : unfit(directive, build) === undefined
    const test = fileTestOf(directive)
    if (!isFine || (test !== undefined && !isBelow(test, nowhere(site)))) throw left(directive)
  }
  const large = tooMuchIn(all)[0]?.word
  if (large !== undefined) {
    const where = `${large.file}:${large.line}`
    throw new SseCompatError('unsafe-config', `"${oneLine(large.text)}" asks for more than a test needs`, { where })
  }
}

const left = (directive: Directive): SseCompatError => reachesOut(directive.name, whereOf(directive))

/** Every `include` names one of the files by its whole path, or the build's own list of types. */
function treeOf(written: readonly WrittenFile[], build: BuildFacts): readonly Directive[] {
  const files = new Map(written.map((file) => [file.path, file]))
  const types = build.dataDirectory === '' ? undefined : `${build.dataDirectory}/mime.types`
  const parsed = new Map<string, readonly Directive[]>()
  return expandWritten<Directive>(written[0]?.path ?? '', {
    read(path) {
      const file = files.get(path)
      const known = parsed.get(path) ?? (file && parseNginx(file.text, file.name))
      if (known !== undefined) parsed.set(path, known)
      return known
    },
    // With another number of arguments it is an entry of a map, or nginx refuses it.
    pathOf: ({ name, args }) => (name === 'include' && args.length === 1 ? args[0]?.text : undefined),
    isOfBuild: (path) => path === types,
    innerOf: ({ block }) => block,
    withInner: (directive, block) => ({ ...directive, block }),
    refuse: left,
  })
}
