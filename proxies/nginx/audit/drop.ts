/** Removes from a configuration everything that runs a program, or names files and sockets outside of the sandbox. */

import { type ConfigEdits, type NewDirective, directive as written } from '../../../harness/config/parsed-edits.ts'
import type { BuildFacts, PrepareOptions, Site } from '../../../harness/model/index.ts'
import { notWithoutIsolation } from '../../_kit/audit-refusals.ts'
import { whereOf } from '../../_kit/directive.ts'
import { nowhere } from '../absent-folder.ts'
import type { Directive, Word } from '../config.ts'
import { fileTestOf, isBelow } from '../file-tests.ts'
import { directivesIn } from '../layout.ts'
import { isNeedless } from '../modules.ts'
import { absentModules, lackedBy, ownerOf, sourceOf } from '../packages.ts'
import { emptyMap } from '../stubs.ts'
import { kindOf } from './directives.ts'
import { isFineCommand } from './settled.ts'
import { tooMuchIn } from './sizes.ts'
import { type Unfit, unfit } from './words.ts'

/**
 * Must run before any other edit, so that no part of a dropped directive stays.
 * @throws SseCompatError `unsafe-config` with `strict`, for what is not on the allow-list
 */
export function dropUnsafe(
  top: readonly Directive[],
  site: Site,
  build: BuildFacts,
  edits: ConfigEdits,
  { withoutLacking = false, strict = false }: PrepareOptions = {},
): void {
  const refuse = (directive: Directive, { why, isUsual }: Unfit): void => {
    if (strict && !isUsual) throw notWithoutIsolation(directive.name, whereOf(directive), why)
  }
  const absent = absentModules([...directivesIn(top)], build)
  const emptied = new Set<Directive>()
  for (const directive of directivesIn(top)) {
    if (emptied.has(directive)) continue
    const { name } = directive
    if (isRefusedBlock(directive, build))
      for (const inner of directivesIn(directive.block ?? [])) {
        emptied.add(inner)
        edits.replaceWhole(inner, [], 'nginx refuses the block around it')
      }
    const found = isFineCommand(directive) ? unfit(directive, build) : FILES_OF_OPENSSL
    if (found !== undefined) {
      refuse(directive, found)
      edits.replaceWhole(directive, [...stillSets(directive), ...stillReadsOn(directive)], found.why)
    } else if (isNeedless(name, build)) {
      edits.replaceWhole(directive, [], 'of a module that this build does not have, and no part of a proxied stream')
    } else if (withoutLacking) dropLacking(directive, absent, build, edits)
    const test = fileTestOf(directive)
    if (test === undefined || isBelow(test, nowhere(site))) continue
    refuse(directive, { why: NO_FILES, isUsual: false })
    edits.replaceWord(directive.args[test.index] as Word, `${nowhere(site)}/${test.closing}`, NO_FILES)
  }
  for (const { word, is } of tooMuchIn(directivesIn(top))) edits.replaceWord(word, is, 'more than a test needs')
}

/** One whose name it does not know, such as `sever { … }`: nothing in it is read, and what is there means nothing. */
const isRefusedBlock = (directive: Directive, build: BuildFacts): boolean =>
  directive.block !== undefined && kindOf(directive.name) === undefined && unfit(directive, build) === undefined

const NO_FILES = 'files of this machine are not read in the sandbox'
const FILES_OF_OPENSSL: Unfit = { why: 'a command of OpenSSL that may read files', isUsual: false }

function dropLacking(directive: Directive, absent: readonly string[], build: BuildFacts, edits: ConfigEdits): void {
  const lacks = lackedBy(directive.name, build) ?? ownerOf(directive.name, absent)
  if (lacks !== undefined)
    edits.replaceWhole(directive, stillSets(directive), `this build has no ${lacks}; ${sourceOf(lacks)}`, lacks)
}

/** To store a response nginx reads it to its end, although the client has left: http://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_store */
const stillReadsOn = ({ name, args }: Directive): readonly NewDirective[] =>
  name === 'proxy_store' && args[0]?.text !== 'off' ? [written('proxy_ignore_client_abort', 'on')] : []

/** A directive that sets variables is replaced by one that sets them too; otherwise nginx does not know them. */
function stillSets({ name, args, block }: Directive): readonly NewDirective[] {
  const variables = (words: readonly string[]) => words.filter((word) => /^\$\w+$/.test(word))
  // Directives of lua and of set-misc.
  if (name.startsWith('set_'))
    return variables(args.slice(0, 1).map(({ text }) => text)).map((each) => written('set', each, ''))
  const set = /^(js_set|js_var|perl_set)$/.test(name) ? args.slice(0, 1).map(({ text }) => text) : []
  const looked = name === 'geoip2' ? (block ?? []).map((entry) => entry.name) : []
  return variables([...set, ...looked]).map((each) => emptyMap(each.slice(1)))
}
