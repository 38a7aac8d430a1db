/** The rule of each kind of directive: why its arguments must not stay as they are. */

import type { BuildFacts, Site } from '../../../harness/model/index.ts'
import { arg, type Directive } from '../config.ts'
import { elsewhere } from '../empty-folder.ts'
import { isBuiltIn } from '../modules.ts'
import { DOLLAR } from '../words.ts'
import { type Kind, kindOf } from './directives.ts'
import { reasonInCondition, reasonInTemplate } from './expressions.ts'
import { reasonForHandler } from './handlers.ts'
import { reasonNever } from './never.ts'
import { FILE_TEST, HIDDEN_PROXY, mayBecomeProxy, reasonForCondition, reasonForRule } from './rewriting.ts'

/** Words that name a file, a socket or a program, or could do so once a variable has its value. */
const NAMES_SOMETHING =
  /^~?\/|(^|[/=:])\.\.?(\/|$)|^\||\$\{|^\w+:\/(?!\/)|^(unix|file|exec|prg|dbd|dbm|fastdbd|memcache|redis|syslog):|=(\/|unix:)|\.(so|lua|pl|py|sh|cgi|php|rb)$/i
/** Functions of expressions that read files: https://httpd.apache.org/docs/2.4/expr.html#functions */
const READS = /\bfile(size|mod)?\s*\(|%\{\s*file(size|mod)?:/i
/** Used where no file must be found, whatever exists on this machine. */
export const NO_FILE = 'files of this machine are not read in the sandbox'
const OUTSIDE = 'names a file, a socket or a program outside of the sandbox'
const RUNS = 'runs programs, which no configuration does here'
const ADDRESS = /^[\da-f.:]+(\/[\da-f.:]+)?$/i

const RULES: Readonly<Record<Kind, (directive: Directive, where: Surroundings) => string | undefined>> = {
  plain: ({ args }) => (args.some(({ text }) => NAMES_SOMETHING.test(text)) ? OUTSIDE : undefined),
  text: () => undefined,
  own: () => undefined,
  passing: () => undefined,
  template: ({ args }) => firstReason(args, ({ text }) => reasonInTemplate(text)),
  condition: (directive) => reasonInCondition(arg(directive)),
  define: (directive) =>
    arg(directive).toLowerCase() === DOLLAR.toLowerCase() ? 'a name that the harness uses' : undefined,
  header: reasonForHeader,
  handler: (directive) => {
    if (directive.key === 'sethandler' && /^proxy:/i.test(arg(directive))) return undefined
    return reasonForHandler(arg(directive))
  },
  filter: ({ key, args }, { build }) =>
    reasonForFilters(key === 'addoutputfilterbytype' ? args.slice(0, 1) : args, build),
  provider: ({ args }, { build }) =>
    reasonForFilters(args.slice(1, 2), build) ?? (args[2] && reasonInCondition(args[2].text)),
  sed: (directive) => (isPlainEdit(arg(directive)) ? undefined : 'may read and write files'),
  rule: (directive) => reasonForRule(directive) ?? (mayBecomeProxy(directive) ? HIDDEN_PROXY : undefined),
  test: (condition, { site }) =>
    FILE_TEST.test(arg(condition, 1)) && arg(condition) !== elsewhere(site) ? NO_FILE : reasonForCondition(condition),
  map: (directive) =>
    /^int:(toupper|tolower|escape|unescape)$/i.test(arg(directive, 1)) ? undefined : 'reads files, or runs programs',
  rewriteOptions: ({ args }) =>
    args.some(({ text }) => /^(allowanyuri|unsafe\w*)$/i.test(text)) ? 'it takes more than paths' : undefined,
  options: ({ args }) => (args.some(({ text }) => NAMES_SOMETHING.test(text)) ? OUTSIDE : undefined),
  environment: () => undefined,
  environmentCondition: (directive) => reasonInCondition(arg(directive)),
  healthCondition: (directive) => reasonInCondition(arg(directive, 1)),
  message: ({ args }) =>
    firstReason(args, ({ text }, at) =>
      /^expr=/i.test(text) ? reasonInCondition(text.slice(5)) : at === 0 ? reasonInTemplate(text) : undefined,
    ),
  addresses: ({ args }) =>
    args.every(({ text }) => ADDRESS.test(text)) ? undefined : 'asks for names, which are not answered here',
  memoryCache: (directive) => (/^shmcb(:\(\d+\))?$/.test(arg(directive)) ? undefined : OUTSIDE),
}

/** What a rule may depend on. */
export interface Surroundings {
  readonly build: BuildFacts
  readonly site: Site
}

/** Why a directive cannot stay as it is; undefined for one that may stay, or that another part handles. */
export function reasonToDrop(directive: Directive, where: Surroundings): string | undefined {
  const { key, args } = directive
  const never = reasonNever(key)
  if (never !== undefined) return never
  if (args.some(({ text }) => READS.test(text))) return 'reads files'
  const isLog = key === 'errorlog' || key === 'customlog'
  if (args.some(({ text }) => /^(exec|prg):|^\|/.test(text) && !isLog)) return RUNS
  if (key !== 'sethandler' && args.some(({ text }) => /proxy:/i.test(text))) return HIDDEN_PROXY
  const kind = kindOf(key)
  if (kind !== undefined) return RULES[kind](directive, where)
  return args.some(({ text }) => NAMES_SOMETHING.test(text)) ? OUTSIDE : undefined
}

function firstReason<T>(all: readonly T[], reasonFor: (one: T, at: number) => string | undefined): string | undefined {
  return all.map(reasonFor).find((reason) => reason !== undefined)
}

/** `expr=` before a header's value is a text with variables, after it a condition. */
function reasonForHeader({ args }: Directive): string | undefined {
  const words = args.map(({ text }) => text).filter((text, at) => at > 0 || !/^(always|onsuccess)$/i.test(text))
  const action = words[0]?.toLowerCase() ?? ''
  const behind = action === 'unset' || action === 'echo' ? 2 : action.startsWith('edit') ? 4 : 3
  return firstReason(words, (text, at) => {
    if (!/^expr=/i.test(text)) return undefined
    return (at < behind ? reasonInTemplate : reasonInCondition)(text.slice(5))
  })
}

/** `<!--#exec -->` in the output of a program needs a module that some builds have compiled in. */
function reasonForFilters(words: readonly { readonly text: string }[], build: BuildFacts): string | undefined {
  const runs = isBuiltIn('cgi', build) || isBuiltIn('cgid', build)
  return runs && words.some(({ text }) => /(^|;)includes(;|$)/i.test(text)) ? RUNS : undefined
}

/** One `s` or `y` command: other commands of sed read and write files. */
const isPlainEdit = (script: string): boolean =>
  /^s([^\w\s\\])(?:\\.|(?!\1)[^\\\n])*\1(?:\\.|(?!\1)[^\\\n])*\1[gp\d]*$/.test(script)
