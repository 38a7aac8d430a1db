/** What a line that nginx refuses was probably meant to be: targets, addresses and options of `listen`. Pure. */

import { putInstead } from '../../harness/config/text-edits.ts'
import type { Candidate } from '../../harness/model/index.ts'
import { takeOutWord } from '../_kit/changes.ts'
import { type Directive, firstArg, type Word } from './config.ts'
import { listensOf, serversIn } from './listen.ts'
import { isRefusedListenOption, isRefusedParameter, isRefusedServer, isRefusedTarget } from './refused-words.ts'
import { type About, indexed, revalued, settingOf, type Texts } from './scope.ts'
import { SERVER_PARAMETER } from './server-parameters.ts'

/**
 * @param all every directive of the configuration
 * @param around the block that contains the directive
 */
export function correctedLine(
  scope: Texts,
  directive: Directive,
  { all, around }: { readonly all: readonly Directive[]; readonly around: Directive | undefined },
  about: About,
): Candidate | undefined {
  if (directive.name === 'proxy_pass') return correctedTarget(scope, directive, all, around, about)
  if (directive.name === 'listen') {
    const option = directive.args.slice(1).find(({ text }) => isRefusedListenOption(text))
    if (option) return correctedWord(scope, directive, option, optionFor(option.text), about)
    const second = secondDefault(directive, all)
    return second && correctedWord(scope, directive, second, '', about)
  }
  if (directive.name === 'access_log') {
    const [, format] = directive.args
    const isDeclared = all.some((one) => one.name === 'log_format' && firstArg(one) === format?.text)
    return format === undefined || isDeclared ? undefined : correctedWord(scope, directive, format, '', about)
  }
  if (directive.name !== 'server' || directive.block !== undefined) return undefined
  const [address, ...rest] = directive.args
  if (address === undefined) return undefined
  const plain = address.text.replace(/^\w+:\/\//, '').replace(/\/.*$/s, '')
  if (isRefusedServer(address.text))
    return isRefusedServer(plain) ? undefined : correctedWord(scope, directive, address, plain, about)
  const parameter = rest.find(({ text }) => isRefusedParameter(text))
  return parameter && correctedWord(scope, directive, parameter, parameterFor(parameter.text), about)
}

function correctedTarget(
  scope: Texts,
  directive: Directive,
  all: readonly Directive[],
  around: Directive | undefined,
  about: About,
): Candidate | undefined {
  const [target] = directive.args
  if (target === undefined) return undefined
  const { text } = target
  const upstreams = new Set(all.filter(({ name }) => name === 'upstream').map(firstArg))
  if (isRefusedTarget(text, upstreams)) {
    const whole = withScheme(text)
    const [port = '', name = ''] = /(?<=^\w+:\/\/([\w.-]+)):\d+/.exec(whole) ?? []
    const ofUpstream = upstreams.has(name) ? whole.replace(port, '') : whole
    const meant = [whole, ofUpstream].find((one) => !isRefusedTarget(one, upstreams))
    return meant === undefined ? undefined : correctedWord(scope, directive, target, meant, about)
  }
  const [, plain, path = ''] = /^(\w+:\/\/[^/?$]+)(\/[^?$]*)$/.exec(text) ?? []
  if (plain === undefined || around === undefined || !takesNoPath(around)) return undefined
  // The path of the request is passed on as it is: that is meant by `/`, and by the path of the location.
  const own = (around.args.at(-1)?.text ?? '').replace(/^\^/, '')
  return own.startsWith(path.replace(/\/$/, '')) ? correctedWord(scope, directive, target, plain, about) : undefined
}

const SCHEMES: Readonly<Record<string, string>> = { http: 'http', https: 'https', ws: 'http', wss: 'https' }

/** `10.0.0.7:80`, `http:/app`, `http//app` and `ws://app` with a scheme that nginx takes. */
function withScheme(text: string): string {
  const [, word = '', rest = ''] = /^(https?|wss?)(?::\/*|\/\/+)([^/].*)$/is.exec(text) ?? []
  const scheme = SCHEMES[word.toLowerCase()]
  return scheme === undefined ? `http://${text.replace(/^\/+/, '')}` : `${scheme}://${rest}`
}

/** Where a target must not have a path of its own: http://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_pass */
const takesNoPath = (around: Directive): boolean =>
  /^(if|limit_except)$/.test(around.name) || (around.name === 'location' && /^[~@]/.test(firstArg(around)))

/** The word that makes a server the second default one of its address, where it listens without that word as well. */
function secondDefault(directive: Directive, all: readonly Directive[]): Word | undefined {
  const { file, start } = directive
  const listens = serversIn(all).flatMap(listensOf)
  const own = listens.find((one) => one.directive?.file === file && one.directive.start === start)
  const first = listens.find(({ isDefault, place }) => isDefault && place === own?.place)
  if (own?.isDefault !== true || first === own) return undefined
  return directive.args.find(({ text }) => text === 'default_server' || text === 'default')
}

/** `ssl,http2` are two options; '' for what is none. */
function optionFor(text: string): string {
  const words = text.split(',').map((word) => (word === 'h2' ? 'http2' : word))
  return words.some((word) => word === '' || isRefusedListenOption(word)) ? '' : words.join(' ')
}

function parameterFor(text: string): string {
  const written = text
    .replace(':', '=')
    .replace(/,$/, '')
    .replace(/^(max_(?:fail|conn))=/, '$1s=')
  return SERVER_PARAMETER.test(written) ? written : ''
}

/** @param meant '' where the word is to be taken out */
function correctedWord(
  scope: Texts,
  directive: Directive,
  word: Word,
  meant: string,
  about: About,
): Candidate | undefined {
  if (meant === word.text) return undefined
  if (meant !== '') return revalued(scope, directive, { words: [word], meant }, about)
  const setting = { ...settingOf(scope, directive.name, about, directive), doc: indexed(directive.name) }
  const title = `take \`${word.text}\` out of \`${setting.says}\``
  const edit = takeOutWord(scope.tree, word, /\s/)
  return {
    id: title,
    setting,
    change: [putInstead({ ...word, ...edit }, '')],
    originHeaders: [],
    title,
    why: about.why,
  }
}
