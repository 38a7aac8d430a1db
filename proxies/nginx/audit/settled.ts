/** What may be left of the directives that other parts put right: the words that those parts write, and nothing else. */

import type { BuildFacts, Site } from '../../../harness/model/index.ts'
import { hostPort } from '../../_kit/address.ts'
import { nowhere } from '../absent-folder.ts'
import { type Directive, firstArg } from '../config.ts'
import { PROCESSES } from '../main-file.ts'
import { isHarmless } from '../modules.ts'
import { isPlainName, reachesOrigin } from '../pass-target.ts'
import { isNoNetwork, isRefusedTarget } from '../refused-words.ts'
import { isNetwork, REFUSED_LOG, workerUser } from '../sandbox.ts'
import { namesSomething } from './words.ts'

export interface Surroundings {
  readonly site: Site
  readonly build: BuildFacts
  /** Names of upstreams all of whose servers are the origin. */
  readonly upstreams: ReadonlySet<string>
}

type Rule = (directive: Directive, words: readonly string[], around: Surroundings) => boolean

const never: Rule = () => false
/** The origin's address, or an upstream's name as a whole. */
const pass: Rule = (_, [first = ''], { site, upstreams }) => {
  const host = first.replace(/^grpcs?:\/\//, '')
  // Without an address it reaches nothing: nginx refuses it in its own words.
  return host === '' || host === hostPort(site.backend) || (upstreams.has(host) && isPlainName(host))
}
const below =
  (folder: string): Rule =>
  (_, [first = '', ...rest], { site }) =>
    new RegExp(`^/${folder}/[\\w.-]+$`).test(
      first.startsWith(site.directory) ? first.slice(site.directory.length) : '',
    ) &&
    !first.endsWith('/..') &&
    !rest.some(namesSomething)

const RULES: readonly (readonly [RegExp, Rule])[] = [
  // Resolved, and compared with the files that were written, where the tree is put together.
  [/^include$/, () => true],
  [
    /^listen$/,
    (_, [first = '', ...rest], { site }) =>
      (first === hostPort(site.listen) || /^\/run\/[\w.-]+\.sock$/.test(underRun(first, site))) &&
      !rest.some(namesSomething),
  ],
  [/^(root|alias)$/, (_, words, { site }) => words[0] === nowhere(site)],
  [
    /^access_log$/,
    (_, words) =>
      words[0] === 'off' ? words.length === 1 : words[0] === REFUSED_LOG && /^\w+$/.test(words.slice(1).join(' ')),
  ],
  [
    /^error_log$/,
    (_, words, { site }) =>
      (words[0] === 'stderr' && words.length === 2 && /^\w+$/.test(words[1] ?? '')) ||
      (site.processLog !== undefined && words.join(' ') === `${site.processLog} ${PROCESSES}`),
  ],
  [
    /^load_module$/,
    (_, [first = ''], { build }) =>
      Object.entries(build.loadable).some(([name, path]) => path === first && isHarmless(name)),
  ],
  [/^pid$/, (_, words, { site }) => words[0] === `${site.directory}/run/nginx.pid`],
  [/^daemon$/, (_, words) => words[0] === 'off'],
  [/^master_process$/, (_, words) => words[0] === 'on'],
  // Without privileges nginx passes over it.
  [/^user$/, (_, words, { site, build }) => !site.asRoot || words.join(' ') === workerUser(build).join(' ')],
  [/^ssl_certificate$/, (_, words, { site }) => words[0] === site.tls?.certificate],
  [/^ssl_certificate_key$/, (_, words, { site }) => words[0] === site.tls?.key],
  [/^(allow|deny)$/, (_, words) => words[0] === undefined || words[0] === 'all' || isNoNetwork(words[0])],
  [/^set_real_ip_from$/, (_, words) => isNetwork(words[0] ?? 'unix:')],
  // Asks a location of the same configuration.
  [/^auth_request(_set)?$/, () => true],
  [/_temp_path$/, below('temp')],
  [/_cache_path$/, below('cache')],
  [
    /^proxy_pass$/,
    (_, [first = ''], { site, upstreams }) =>
      first === '' || isRefusedTarget(first, upstreams) || reachesOrigin(first, site.backend, upstreams),
  ],
  [/_pass$/, pass],
  [/_conf_command$/, (directive) => isFineCommand(directive)],
  [/./, never],
]

const underRun = (first: string, { directory }: Site): string =>
  first.startsWith(`unix:${directory}/`) ? first.slice(`unix:${directory}`.length) : ''

/** For a directive of the kind `put-right`. */
export const isSettled = (directive: Directive, around: Surroundings): boolean =>
  RULES.find(([names]) => names.test(directive.name))?.[1](
    directive,
    directive.args.map(({ text }) => text),
    around,
  ) ?? false

/** Commands of OpenSSL that take words and no files. */
const FINE_COMMAND =
  /^(Options|Ciphersuites|CipherString|MinProtocol|MaxProtocol|Protocol|Curves|Groups|SignatureAlgorithms|ClientSignatureAlgorithms|RecordPadding|NumTickets)$/i

export const isFineCommand = (directive: Directive): boolean =>
  !directive.name.endsWith('_conf_command') || FINE_COMMAND.test(firstArg(directive))
