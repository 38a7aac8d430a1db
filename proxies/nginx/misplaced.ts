/** A setting in a block that nginx does not take it in, and the place where it holds for the stream. Pure. */

import { putAfter, putInstead, takeOut } from '../../harness/config/text-edits.ts'
import type { Candidate, TextEdit } from '../../harness/model/index.ts'
import { type Directive, firstArg } from './config.ts'
import { parseTarget } from './pass-target.ts'
import { type About, indexed, settingOf, type Texts, textOf } from './scope.ts'

/** Settings of a `location`, a `server` or `http`, and of no other block. */
const OF_LOCATION =
  /^(proxy_(buffer\w*|busy_buffers_size|read_timeout|send_timeout|connect_timeout|http_version|cache|request_buffering|max_temp_file_size|next_upstream\w*|ignore_\w+|socket_keepalive)|gzip|gzip_(types|vary|proxied|min_length)|keepalive_timeout|send_timeout|tcp_nodelay|chunked_transfer_encoding)$/

/**
 * @param all every directive of the configuration
 * @param around the block that contains the directive
 * @returns undefined where it is in its place, or where it is written there too
 */
export function moved(
  scope: Texts,
  directive: Directive,
  { all, around }: { readonly all: readonly Directive[]; readonly around: Directive | undefined },
  about: About,
): Candidate | undefined {
  if (directive.name === 'proxy_pass' && around?.name === 'server') return inLocation(scope, directive, around, about)
  if (around === undefined || !OF_LOCATION.test(directive.name)) return undefined
  const line = textOf(scope, directive)
  const edits = around.name === 'if' ? behind(scope, directive, around, line) : atTargets(scope, directive, around, all)
  if (edits === undefined || edits.length === 0) return undefined
  const setting = { ...settingOf(scope, directive.name, about, directive), doc: indexed(directive.name) }
  const place = around.name === 'if' ? 'behind the `if`' : `in the location that passes requests to ${firstArg(around)}`
  const why = `nginx does not take it in \`${around.name}\``
  const title = `write \`${line}\` ${place}`
  return { id: title, setting, change: edits, originHeaders: [], title, why }
}

/** A server that has no place for its root yet. */
function inLocation(scope: Texts, directive: Directive, around: Directive, about: About): Candidate | undefined {
  if (around.block?.some((one) => one.name === 'location' && one.args.at(-1)?.text === '/')) return undefined
  const line = textOf(scope, directive)
  const setting = { ...settingOf(scope, directive.name, about, directive), doc: indexed(directive.name) }
  const title = `write \`${line}\` in a \`location / { }\``
  const change = [putInstead(directive, `location / { ${line} }`)]
  return { id: title, setting, change, originHeaders: [], title, why: 'nginx takes it in a `location` only' }
}

/** An `if` that contains nothing else goes with it. */
const behind = (scope: Texts, directive: Directive, around: Directive, line: string): readonly TextEdit[] =>
  around.block?.length === 1
    ? [putInstead(around, line)]
    : [takeOut(scope.tree, directive), putAfter(scope.tree, around, [line])]

function atTargets(
  scope: Texts,
  directive: Directive,
  around: Directive,
  all: readonly Directive[],
): readonly TextEdit[] | undefined {
  if (around.name !== 'upstream') return undefined
  const passes = all.filter((one) => one.name === 'proxy_pass' && parseTarget(firstArg(one))?.host === firstArg(around))
  const isThere = (pass: Directive): boolean =>
    all.some(({ block }) => block?.includes(pass) === true && block.some(({ name }) => name === directive.name))
  const line = textOf(scope, directive)
  const added = passes.filter((pass) => !isThere(pass)).map((pass) => putAfter(scope.tree, pass, [line]))
  return passes.length === 0 ? undefined : [takeOut(scope.tree, directive), ...added]
}
