/** `<IfVersion >= 2.4.30>`. https://httpd.apache.org/docs/2.4/mod/mod_version.html */
import { matches, readRegExp } from '../../harness/config/safe-regexp.ts'

/**
 * Missing parts of a written version count as 0. `= /…/` and `~ …` compare with an expression.
 * @param words the arguments of the section
 * @param version of the build, `2.4.66`
 * @returns true where the condition is not understood: Apache refuses that
 */
export function isVersion(words: readonly string[], version: string): boolean {
  const [, first = ''] = /^!?(.*)$/.exec(words[0] ?? '') ?? []
  const isNegated = words[0]?.startsWith('!') === true
  const [operator, wanted] = words.length > 1 ? [first, words[1] ?? ''] : ['=', first]
  const holds = compared(operator, wanted, version)
  return holds === undefined || holds !== isNegated
}

function compared(operator: string, wanted: string, version: string): boolean | undefined {
  const source = operator === '~' ? wanted : /^\/(.*)\/$/.exec(wanted)?.[1]
  if (source !== undefined) {
    const regex = readRegExp(source, false)
    return regex && matches(regex, version)
  }
  if (!/^\d+(\.\d+){0,2}$/.test(wanted)) return undefined
  const order = numberOf(version) - numberOf(wanted)
  switch (operator) {
    case '=':
    case '==':
      return order === 0
    case '<':
      return order < 0
    case '<=':
      return order <= 0
    case '>':
      return order > 0
    case '>=':
      return order >= 0
    default:
      return undefined
  }
}

const numberOf = (version: string): number => {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map((part) => Number.parseInt(part, 10) || 0)
  return (major * 1000 + minor) * 1000 + patch
}
