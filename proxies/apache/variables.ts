/** `${NAME}` in an Apache configuration, with the values that `Define` gave until then. */

import { SseCompatError } from '../../harness/model.ts'
import { arg, type Directive, type Word } from './config.ts'

export interface Variables {
  /**
   * The directive as Apache reads it: known variables have their values, others stay as they are written.
   * @throws SseCompatError `unsafe-config` where a directive's name is made of one
   */
  resolve(directive: Directive): Directive
}

/** A value is not read again for variables, as Apache does not either. */
export function startVariables(): Variables {
  const values = new Map<string, string>()
  const resolveWord = (word: Word): Word =>
    word.text.includes('${')
      ? { ...word, text: word.text.replace(/\$\{([^}:]*)\}/g, (all, name: string) => values.get(name) ?? all) }
      : word
  return {
    resolve(directive) {
      if (directive.name.includes('${')) {
        throw new SseCompatError('unsafe-config', 'the name of a directive comes from a variable', {
          where: `${directive.file}:${directive.line}`,
          advice: 'write the directive’s name out',
        })
      }
      const args = directive.args.map(resolveWord)
      const resolved = { ...directive, args }
      if (directive.key === 'define' && args.length > 1) values.set(arg(resolved), arg(resolved, 1))
      if (directive.key === 'undefine') values.delete(arg(resolved))
      return resolved
    },
  }
}
