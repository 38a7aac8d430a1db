/** Removes from an Apache configuration what cannot work in the harness: log files, certificates, privileges, fixed folders. */

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
import { dropClientGuards } from './client-guards.ts'
import { arg, type Directive } from './config.ts'
import { isFrontSetting, isSystemPolicy } from './front.ts'
import { HARMLESS, isBuiltIn, moduleFile, moduleName } from './modules.ts'
import { dropTlsGuards } from './tls-redirects.ts'
import { walk } from './tree.ts'

const CLEARTEXT =
  'the harness talks cleartext to the proxy, or TLS with a certificate of its own, and the origin cleartext to it'
const OF_SYSTEM = 'only the OpenSSL of its distribution has that list of ciphers'
const OWN_FOLDER = 'the harness gives each Apache a folder of its own'

/** Directives (lower case) that are removed, and why. */
const DROPPED: Reasons = [
  [
    /^(pidfile|defaultruntimedir|scoreboardfile|mutex|lockfile|acceptmutex|coredumpdirectory|chrootdir|serverroot)$/,
    OWN_FOLDER,
  ],
  [/^(customlog|transferlog|globallog|forensiclog|scriptlog)$/, OWN_RECORD],
  [/^errorlogformat$/, 'the harness reads the log in its usual format'],
  [/^(ssl|md(?!5))/, CLEARTEXT],
  [/^mimemagicfile$/, 'not needed for a proxied stream'],
]

/** @param folder where the user's first file is written to */
export function replaceSurroundings(
  top: readonly Directive[],
  site: Site,
  build: BuildFacts,
  edits: ConfigEdits,
): void {
  for (const directive of walk(top)) {
    const { key } = directive
    if (site.tls && isFrontSetting(directive)) continue
    const dropped = isSystemPolicy(directive) ? OF_SYSTEM : reasonFor(DROPPED, key)
    if (dropped !== undefined) edits.drop(directive, dropped)
    else if (key === 'errorlog') edits.replace(directive, written('ErrorLog', '/dev/stderr'), LOG_ON_STDERR)
    else if (key === 'loglevel') dropModuleLevels(directive, edits)
    else if (key === 'typesconfig')
      edits.replace(directive, written('TypesConfig', '/dev/null'), 'not needed for a proxied stream')
    else if (key === 'cacheroot') edits.replace(directive, written('CacheRoot', `${site.directory}/cache`), OWN_FOLDER)
    else if (key === 'loadmodule') replaceLoaded(directive, build, edits)
    else if (key === 'user' || key === 'group') {
      // Without privileges Apache cannot change the user, but requires the name nevertheless.
      if (site.asRoot) edits.replace(directive, written(directive.name, workerUser(build)), USER_THAT_EXISTS)
      else edits.drop(directive, 'Apache has no privileges here')
    }
  }
  dropTlsGuards(top, site, edits)
  dropClientGuards(top, edits)
}

/** Debian's own, else one that every system has. */
export const workerUser = (build: BuildFacts): string => (/Debian|Ubuntu/.test(build.report) ? 'www-data' : 'daemon')

/** `LogLevel warn lua_module:info`: Apache rejects the name of a module that is not loaded. */
function dropModuleLevels(directive: Directive, edits: ConfigEdits): void {
  const ofModules = directive.args.filter(({ text }) => text.includes(':'))
  const why = 'the level of one module is not needed here'
  if (ofModules.length === directive.args.length) edits.drop(directive, why)
  else for (const word of ofModules) edits.dropWord(word, why)
}

function replaceLoaded(directive: Directive, build: BuildFacts, edits: ConfigEdits): void {
  // By its file: module names do not always identify it.
  const name = moduleName(arg(directive, 1))
  const module = {
    isBuiltIn: isBuiltIn(name, build),
    isHarmless: HARMLESS.has(name),
    otherwise: 'does more than pass requests on',
    file: moduleFile(name, build),
  }
  replaceModule(directive, directive.args[1], module, edits)
}
