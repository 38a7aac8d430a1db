/** Places that answer or pass requests on by another protocol than HTTP: reported with what their own settings imply. Pure. */

import { startConfigEdits } from '../../harness/config/parsed-edits.ts'
import type { BuildFacts, ConfigTree, NotTested } from '../../harness/model/index.ts'
import { whereOf } from '../_kit/directive.ts'
import { type Directive, firstArg } from './config.ts'
import { tooNewFor } from './http2-upstream.ts'
import { loadTree } from './tree.ts'
import { writeInLine } from './writer.ts'

const PROTOCOL: Readonly<Record<string, string>> = {
  uwsgi_pass: 'uwsgi',
  fastcgi_pass: 'FastCGI',
  scgi_pass: 'SCGI',
  grpc_pass: 'gRPC',
  memcached_pass: 'memcached',
}
const PROGRAM = /^(content_by_lua(_block|_file)?|js_content|perl|passenger_enabled|unit_pass)$/

/** Every such place, in the order of the files, and includes that were not given. */
export function notTestedIn(config: ConfigTree, build: BuildFacts): readonly NotTested[] {
  const missing = new Set<Directive>()
  const edits = startConfigEdits(config, writeInLine)
  const top = loadTree({ tree: config, edits, build, folder: '/', missing })
  return [...within(top, [top])].flatMap(([directive, levels]): NotTested[] => {
    if (missing.has(directive)) return [{ kind: 'include', where: whereOf(directive), says: firstArg(directive) }]
    const says = saysOf(directive, levels, build)
    return says === undefined ? [] : [{ kind: 'protocol', where: whereOf(directive), says }]
  })
}

/** Each directive with the levels around it, innermost first. */
function* within(
  directives: readonly Directive[],
  levels: readonly (readonly Directive[])[],
  isStream = false,
): Generator<readonly [Directive, readonly (readonly Directive[])[]]> {
  for (const directive of directives) {
    if (!isStream || directive.name === 'proxy_pass') yield [isStream ? asStream(directive) : directive, levels]
    const inner = directive.block ?? []
    yield* within(inner, [inner, ...levels], isStream || directive.name === 'stream')
  }
}

const asStream = (directive: Directive): Directive => ({ ...directive, name: 'stream' })

function saysOf(
  directive: Directive,
  levels: readonly (readonly Directive[])[],
  build: BuildFacts,
): string | undefined {
  const { name, block } = directive
  const setting = (wanted: string, byDefault: string): string => {
    const found = levels.map((level) => level.find((one) => one.name === wanted)).find((one) => one !== undefined)
    return found === undefined
      ? `${wanted}: ${byDefault}, the default`
      : `${wanted}: ${firstArg(found)}, ${whereOf(found)}`
  }
  if (name === 'stream' && block === undefined)
    return `stream { } passes connections on, not HTTP requests, which is not tested here. From the configuration: a silent connection is closed after its idle timeout (${setting('proxy_timeout', '10m')})`
  if (name === 'proxy_pass') {
    const tooNew = tooNewFor(build, levels)
    return tooNew && `\`proxy_http_version 2\` (${whereOf(tooNew.line)}): ${tooNew.says}`
  }
  if (PROGRAM.test(name)) return `${name} answers by a program, which is not run here`
  const protocol = PROTOCOL[name]
  if (protocol === undefined) return undefined
  const prefix = name.replace(/_pass$/, '')
  const buffering = /^(uwsgi|fastcgi|scgi)$/.test(prefix)
    ? `, buffering is decided by ${setting(`${prefix}_buffering`, 'on')}`
    : ''
  return `${name} speaks ${protocol} to the application, and only HTTP is tested here. From the configuration: a silent stream is closed after its idle timeout (${setting(`${prefix}_read_timeout`, '60s')})${buffering}`
}
