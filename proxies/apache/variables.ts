/** `${NAME}` in an Apache configuration, with the values that `Define` gave until then, or else the environment. */

import { SseCompatError } from '../../harness/model/index.ts'
import { whereOf } from '../_kit/directive.ts'
import { arg, type Directive, readDirective } from './config.ts'
import { resolved } from './lines.ts'

export interface Variables {
  /**
   * The directive as Apache reads it: known variables have their values, others stay as they are written.
   * @throws SseCompatError `unsafe-config` where a directive's name is made of one
   */
  resolve(directive: Directive): Directive
}

/** Characters that values put into all lines together: each value may name others twice. */
const MAX: number = 10_000_000

/**
 * A value is not read again for variables, as Apache does not either. Apache tells cases apart in the environment's names only.
 * @param environment what Apache is started with
 */
export function startVariables(environment: Readonly<Record<string, string>> = {}): Variables {
  const values = new Map<string, string>()
  const find = (name: string): string | undefined =>
    values.get(name.toLowerCase()) ?? (Object.hasOwn(environment, name) ? environment[name] : undefined)
  let left = MAX
  return {
    /** @throws SseCompatError `too-large` */
    resolve(directive) {
      if (directive.name.includes('${')) {
        throw new SseCompatError('unsafe-config', 'the name of a directive comes from a variable', {
          where: whereOf(directive),
          advice: 'write the directive’s name out',
        })
      }
      const value = (name: string): string | undefined => {
        const is = find(name)
        left -= is?.length ?? 0
        if (left >= 0) return is
        throw new SseCompatError('too-large', `its variables make the configuration longer than ${MAX / 1e6} MB`, {
          where: whereOf(directive),
          advice: 'give them shorter values',
        })
      }
      const read = directive.source && readDirective(resolved(directive.source, value))
      const { source: _, ...known } = directive
      const is = read === undefined ? known : { ...known, args: read.args }
      if (is.key === 'define' && is.args.length > 1) values.set(arg(is).toLowerCase(), arg(is, 1))
      if (is.key === 'undefine') values.delete(arg(is).toLowerCase())
      return is
    },
  }
}
