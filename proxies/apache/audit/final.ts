/** Reads the written files again, the main file and everything that it includes, and rejects what is not allowed there. */

import type { BuildFacts, ConfigTree, Site, SseCompatError } from '../../../harness/model/index.ts'
import { hostPort } from '../../_kit/address.ts'
import { reachesOut } from '../../_kit/audit-refusals.ts'
import { expandWritten } from '../../_kit/expand-written.ts'
import { arg, type Directive, parseApache } from '../config.ts'
import { elsewhere, emptyFolder, maskOf } from '../empty-folder.ts'
import { cacheOfSessions } from '../front.ts'
import { isNotProxied } from '../main-file.ts'
import { isMarking } from '../mark-places.ts'
import { HARMLESS, moduleFile, moduleName } from '../modules.ts'
import { workerUser } from '../sandbox.ts'
import { isInclude, walk, walkWithin } from '../tree.ts'
import { startVariables } from '../variables.ts'
import { DOLLAR } from '../words.ts'
import { reasonToDrop } from './arguments.ts'
import { kindOf } from './directives.ts'
import { asksDns, isNone, unknownTo } from './dropping.ts'
import { isAllowedPassing, type Targets } from './passing.ts'
import { excessesOf } from './sizes.ts'

export interface Final {
  /** Below the folder: the main file first. */
  readonly files: ConfigTree
  /** Absolute folder that they are written to. */
  readonly folder: string
  readonly site: Site
  readonly build: BuildFacts
  readonly targets: Targets
  /** The folder that relative paths would start from. */
  readonly root: string
  /** See `Route.ruledPath`. */
  readonly ruledPath: string | undefined
  /** Name of a file → the user's. */
  readonly renamed: Readonly<Record<string, string>>
}

/** @throws SseCompatError `unsafe-config` with the file as it is written, `where` */
export function auditFinal(final: Final): void {
  const main = Object.keys(final.files)[0] ?? ''
  const top = treeOf(main, final)
  for (const [directive, within] of walkWithin(top)) check(directive, within, main, final)
  const [excess] = excessesOf([...walk(top)])
  if (excess !== undefined) throw refusalAt(excess.word, excess.is, final)
}

/** As Apache reads them: an include is the literal path of a file that was written, and is replaced by its content. */
function treeOf(main: string, final: Final): readonly Directive[] {
  const { files, folder } = final
  const variables = startVariables({ [DOLLAR]: '$' })
  return expandWritten<Directive>(`${folder}/${main}`, {
    read(path) {
      const name = path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : ''
      return Object.hasOwn(files, name) ? parseApache(files[name] ?? '', name) : undefined
    },
    asRead: (directive) => variables.resolve(directive),
    pathOf(directive) {
      if (!isInclude(directive)) return undefined
      return directive.args.length === 1 ? arg(directive) : ''
    },
    isOfBuild: () => false,
    innerOf: ({ section }) => section,
    withInner: (directive, section) => ({ ...directive, section }),
    refuse: (directive) => refusalAt(directive, directive.name, final),
  })
}

function check(directive: Directive, within: readonly Directive[], main: string, final: Final): void {
  const isOurs = directive.file === main
  const isFine =
    (isOurs ? isAllowedOfOurs(directive, final) : false) ||
    isMarking(directive) ||
    (reasonToDrop(directive, final) === undefined &&
      unknownTo(directive, final.build) === undefined &&
      !asksDns(directive) &&
      isAllowedHere(directive, final) &&
      isAllowedPassing(directive, within, final.targets))
  if (!isFine) throw refusalAt(directive, directive.name, final)
}

const is = (directive: Directive, ...words: readonly string[]): boolean =>
  directive.args.length === words.length && directive.args.every(({ text }, at) => text === words[at])

/** Directives of kind `own`, which other parts of this folder write. */
function isAllowedHere(directive: Directive, { site, build }: Final): boolean {
  const { key, args } = directive
  const last = args.at(-1)?.text ?? ''
  if (kindOf(key) !== 'own') return key !== 'proxyrequests' || /^off$/i.test(last)
  switch (key) {
    case 'loadmodule': {
      const module = moduleName(arg(directive, 1))
      const isName = /^\w+$/.test(arg(directive))
      return args.length === 2 && isName && HARMLESS.has(module) && arg(directive, 1) === moduleFile(module, build)
    }
    case 'listen':
      return is(directive, hostPort(site.listen))
    case 'errorlog':
      return is(directive, '/dev/stderr')
    case 'typesconfig':
      return is(directive, '/dev/null')
    case 'cacheroot':
      return is(directive, `${site.directory}/cache`)
    case 'user':
    case 'group':
      return is(directive, workerUser(build))
    case 'documentroot':
      return is(directive, emptyFolder(site))
    case 'alias':
    case 'aliasmatch':
      return args.length <= 2 && last === emptyFolder(site)
    case 'directory':
    case 'directorymatch':
      return [emptyFolder(site), elsewhere(site), maskOf(elsewhere(site))].includes(last)
    case 'iffile':
      return args.length === 1 && last.replace(/^!/, '') === elsewhere(site)
    case 'virtualhost':
      return args.every(({ text }) => /^(\*|_default_)(:(\d+|\*))?$/.test(text))
    case 'allowoverride':
      return isNone(directive)
    case 'sslsessioncache':
      return is(directive, 'none') || (args.length === 1 && last.replace(/\(\d+\)$/, '') === cacheOfSessions(site))
    case 'require':
      return is(directive, 'all', 'granted') || /^all denied$/i.test(args.map(({ text }) => text).join(' '))
    case 'allow':
    case 'deny':
      return /^(from )?all$/i.test(args.map(({ text }) => text).join(' '))
    default:
      return false
  }
}

/** Directives that only the main file has. */
function isAllowedOfOurs(directive: Directive, { site, root, ruledPath }: Final): boolean {
  switch (directive.key) {
    case 'serverroot':
      return is(directive, root)
    case 'defaultruntimedir':
      return is(directive, `${site.directory}/run`)
    case 'pidfile':
      return is(directive, `${site.directory}/run/httpd.pid`)
    case 'mutex':
      return is(directive, `file:${site.directory}/run`, 'default')
    case 'cachelockpath':
      return is(directive, `${site.directory}/cache`)
    case 'sslcertificatefile':
      return is(directive, site.tls?.certificate ?? '')
    case 'sslcertificatekeyfile':
      return is(directive, site.tls?.key ?? '')
    case 'sslengine':
      return is(directive, 'on')
    case 'define':
      return is(directive, DOLLAR, '$')
    case 'directory':
      return is(directive, '/')
    case 'if':
      return is(directive, isNotProxied(site, ruledPath))
    default:
      return false
  }
}

const refusalAt = (
  { file, line }: Pick<Directive, 'file' | 'line'>,
  name: string,
  { renamed }: Final,
): SseCompatError => reachesOut(name, `${renamed[file] ?? file}:${line}`)
