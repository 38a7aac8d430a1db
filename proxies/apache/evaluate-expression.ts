/**
 * Conditions of `<If>`, `Require expr`, `SetEnvIfExpr` and `RewriteCond expr`, as far as they depend only on the client.
 * https://httpd.apache.org/docs/2.4/expr.html
 */
import { matches, readRegExp } from '../../harness/config/safe-regexp.ts'
import { type Client, headerOf, variableOf } from './client.ts'
import { replaceVariables } from './replace-variables.ts'

/** True, false, or unknown from the text. */
export type Truth = boolean | undefined

/** Maximum number of parts of an expression, and of nested parentheses. */
const MAX = 200

const TOKEN =
  /\s*(?:(%\{[^}]*\})|("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|((?:req|http|req_novary|reqenv|env)\s*\(\s*["'][^"']*["']\s*\))|(&&|\|\||=~|!~|==|!=|=|!|\(|\))|(-(?:str(?:c)?match|eq|ne))\b|(m([#/|!,;:]).*?\7[a-z]*|\/(?:[^/\\]|\\.)*\/[a-z]*)|([\w.*/+-]+))/y

interface Token {
  readonly kind: 'value' | 'operator' | 'regex'
  readonly text: string
}

export function evaluate(text: string, client: Client): Truth {
  const tokens = tokensOf(text)
  if (tokens === undefined) return undefined
  let at = 0
  let left = MAX
  const isNext = (operator: string): boolean => tokens[at]?.kind === 'operator' && tokens[at]?.text === operator
  const take = (operator: string): boolean => isNext(operator) && ++at > 0

  function any(): Truth {
    let result = all()
    while (take('||')) {
      const right = all()
      result =
        result === true || right === true ? true : result === undefined || right === undefined ? undefined : false
    }
    return result
  }
  function all(): Truth {
    let result = one()
    while (take('&&')) {
      const right = one()
      result =
        result === false || right === false ? false : result === undefined || right === undefined ? undefined : true
    }
    return result
  }
  function one(): Truth {
    if (--left < 0) return fail()
    if (take('!')) {
      const truth = one()
      return truth === undefined ? undefined : !truth
    }
    if (take('(')) {
      const truth = any()
      return take(')') ? truth : fail()
    }
    const subject = tokens?.[at]
    if (subject?.kind !== 'value') return fail()
    at += 1
    const operator = tokens?.[at]
    if (operator?.kind !== 'operator' || !COMPARES.test(operator.text)) {
      const word = subject.text.toLowerCase()
      return word === 'true' ? true : word === 'false' ? false : undefined
    }
    const object = tokens?.[at + 1]
    if (object === undefined || object.kind === 'operator') return fail()
    at += 2
    return compare(knownValue(subject.text, client), operator.text, object, client)
  }
  function fail(): undefined {
    at = Number.POSITIVE_INFINITY
    return undefined
  }

  const truth = any()
  return at === tokens.length ? truth : undefined
}

const COMPARES = /^(=~|!~|==|=|!=|-strc?match|-eq|-ne)$/

function tokensOf(text: string): readonly Token[] | undefined {
  const tokens: Token[] = []
  TOKEN.lastIndex = 0
  const end = text.trimEnd().length
  while (TOKEN.lastIndex < end) {
    const found = TOKEN.exec(text)
    if (found === null || tokens.length > MAX) return undefined
    const [, variable, quoted, called, operator, named, regex, , word] = found
    const sign = operator ?? named
    if (sign !== undefined) tokens.push({ kind: 'operator', text: sign })
    else if (regex !== undefined) tokens.push({ kind: 'regex', text: regex })
    else tokens.push({ kind: 'value', text: variable ?? quoted ?? called ?? word ?? '' })
  }
  return tokens
}

function knownValue(text: string, client: Client): string | undefined {
  const [, name] = /^%\{([^}]*)\}$/.exec(text) ?? []
  if (name !== undefined) return variableOf(name, client)
  const [, call, header = ''] = /^(\w+)\s*\(\s*["']([^"']*)["']\s*\)$/.exec(text) ?? []
  if (call !== undefined) return /env$/.test(call) ? variableOf(`ENV:${header}`, client) : headerOf(header, client)
  const plain = text.replace(/^(["'])(.*)\1$/s, '$2').replace(/\\(.)/g, '$1')
  let isKnown = true
  const filled = replaceVariables(plain, /%\{([^}]*)\}/g, (_, name = '') => {
    const value = variableOf(name, client)
    isKnown &&= value !== undefined
    return value ?? ''
  })
  return isKnown ? filled : undefined
}

function compare(value: string | undefined, operator: string, object: Token, client: Client): Truth {
  if (value === undefined) return undefined
  if (operator === '=~' || operator === '!~') {
    const [, , marked, plain, flags = ''] = /^(?:m(.)(.*)\1|\/(.*)\/)([a-z]*)$/s.exec(object.text) ?? []
    const source = marked ?? plain
    const regex = source === undefined ? undefined : readRegExp(source, flags.includes('i'))
    return regex && matches(regex, value) === (operator === '=~')
  }
  const other = object.kind === 'regex' ? undefined : knownValue(object.text, client)
  if (other === undefined) return undefined
  const glob = /^-str(c?)match$/.exec(operator)
  if (glob) {
    const source = other
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')
    const regex = readRegExp(`^${source}$`, glob[1] === 'c')
    return regex && matches(regex, value)
  }
  return (value === other) === !/^(!=|-ne)$/.test(operator)
}
