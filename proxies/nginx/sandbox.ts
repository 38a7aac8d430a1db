/** Removes from an nginx configuration what cannot work in the harness: log files, certificates, privileges, other services. */

import { isIP } from 'node:net'
import { type ConfigEdits, directive as written } from '../../harness/config/parsed-edits.ts'
import type { BuildFacts, Site } from '../../harness/model/index.ts'
import {
  LOG_ON_STDERR,
  OWN_RECORD,
  type Reasons,
  reasonFor,
  replaceModule,
  USER_THAT_EXISTS,
} from '../_kit/substitutions.ts'
import { nowhere } from './absent-folder.ts'
import { type Directive, firstArg, type Word } from './config.ts'
import { directivesIn } from './layout.ts'
import { isHarmless, moduleName } from './modules.ts'

const OWN_FRONT = 'the harness talks cleartext to the proxy, or TLS with a certificate of its own'
const ORIGIN_CLEARTEXT = 'the origin of the harness talks cleartext'

/** Directives that are removed everywhere, and why. */
const DROPPED: Reasons = [
  [
    /^(daemon|master_process|pid|lock_file|working_directory)$/,
    'the harness runs nginx in the foreground, in a folder of its own',
  ],
  [
    /^ssl$|^ssl_(certificate|certificate_key|dhparam|trusted_certificate|client_certificate|crl|password_file|session_ticket_key|verify_client|engine)$/,
    OWN_FRONT,
  ],
  [/^ssl_(stapling|ocsp)/, OWN_FRONT],
  [
    /^(proxy|grpc|uwsgi)_ssl_(certificate|certificate_key|trusted_certificate|crl|password_file|verify)$/,
    ORIGIN_CLEARTEXT,
  ],
  [/^rewrite_log$/, 'the harness reads the log for faults of the machine, and a path can have any text'],
  [/^mirror$/, 'there is no second service behind the proxy here'],
]
const TEMP_PATH = /^(client_body|proxy|fastcgi|uwsgi|scgi)_temp_path$/
const CACHE_PATH = /^(proxy|fastcgi|uwsgi|scgi)_cache_path$/

/** @param isWhole nothing is missing: a format of the log that is not declared here is declared nowhere, and nginx refuses it */
export function replaceSurroundings(
  top: readonly Directive[],
  { site, build, isWhole }: { readonly site: Site; readonly build: BuildFacts; readonly isWhole: boolean },
  edits: ConfigEdits,
): void {
  let caches = 0
  const formats = new Set(
    [...directivesIn(top)].filter(({ name }) => name === 'log_format').map((directive) => firstArg(directive)),
  )
  const main = new Set(top)
  for (const directive of directivesIn(top)) {
    const { name } = directive
    const dropped = reasonFor(DROPPED, name)
    if (dropped !== undefined && name !== 'pid') edits.drop(directive, dropped)
    else if (name === 'pid') edits.drop(directive, 'in the folder of its own')
    else if (name === 'access_log' && firstArg(directive) !== 'off') {
      const format = isWhole ? unknownFormat(directive, formats) : undefined
      const words = format === undefined ? ['off'] : [REFUSED_LOG, format]
      edits.replace(directive, written('access_log', ...words), OWN_RECORD)
    } else if (name === 'error_log') replaceErrorLog(directive, main.has(directive), edits)
    else if (name === 'user' && main.has(directive)) replaceUser(directive, site, build, edits)
    else if (name === 'root' || name === 'alias') setPath(directive, nowhere(site), edits, 'no files are served here')
    else if (name === 'set_real_ip_from' && !isNetwork(firstArg(directive)))
      edits.replace(directive, written('set_real_ip_from', '192.0.2.1'), 'host names are not resolved in the sandbox')
    else if (name === 'load_module') replaceLoaded(directive, build, edits)
    else if (TEMP_PATH.test(name)) setPath(directive, `${site.directory}/temp/${name.replace('_temp_path', '')}`, edits)
    else if (CACHE_PATH.test(name)) setPath(directive, `${site.directory}/cache/${++caches}`, edits)
  }
}

/** In the folder of its own; not opened, since nginx refuses the format before. */
export const REFUSED_LOG = 'logs/refused'

/** `combined` is nginx's own. */
function unknownFormat({ args }: Directive, formats: ReadonlySet<string>): string | undefined {
  const format = args[1]?.text ?? 'combined'
  return /^\w+$/.test(format) && format !== 'combined' && !formats.has(format) ? format : undefined
}

/** An address, a network or `unix:`; nginx looks anything else up. */
export const isNetwork = (text: string): boolean => text === 'unix:' || isIP(text.replace(/\/\d+$/, '')) !== 0

function setPath(directive: Directive, path: string, edits: ConfigEdits, why = 'in the folder of its own'): void {
  const word: Word | undefined = directive.args[0]
  if (word) edits.replaceWord(word, path, why)
}

function replaceErrorLog(directive: Directive, isMain: boolean, edits: ConfigEdits): void {
  if (isMain) edits.drop(directive, LOG_ON_STDERR)
  else edits.replace(directive, written('error_log', 'stderr', levelOf(directive)), LOG_ON_STDERR)
}

/** As it is written, so that nginx rejects an unknown one. */
const levelOf = ({ args }: Directive): string =>
  args.map(({ text }) => text).find((text, at) => at === 1 && /^\w+$/.test(text)) ?? 'error'

/** Without privileges nginx ignores `user`. */
function replaceUser(directive: Directive, site: Site, build: BuildFacts, edits: ConfigEdits): void {
  if (!site.asRoot) return
  edits.replace(directive, written('user', ...workerUser(build)), USER_THAT_EXISTS)
}

/** The user that the build was configured for, else Debian's. */
export function workerUser(build: BuildFacts): readonly string[] {
  const user = /--user=(\S+)/.exec(build.report)?.[1]
  const group = /--group=(\S+)/.exec(build.report)?.[1]
  return user === undefined ? ['www-data'] : [user, group].flatMap((name) => name ?? [])
}

function replaceLoaded(directive: Directive, build: BuildFacts, edits: ConfigEdits): void {
  const name = firstArg(directive).split('/').at(-1)?.replace(/\.so$/, '') ?? ''
  const isBuiltIn = build.builtIn.includes(moduleName(name))
  const module = { isBuiltIn, isHarmless: isHarmless(name), otherwise: 'runs programs', file: build.loadable[name] }
  replaceModule(directive, directive.args[0], module, edits)
}
