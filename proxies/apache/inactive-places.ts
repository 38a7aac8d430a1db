/** Lines that would pass requests on, in sections whose condition does not hold. Pure. */
import type { Remark } from '../../harness/model/index.ts'
import { whereOf } from '../_kit/directive.ts'
import { arg, type Directive } from './config.ts'
import { moduleName } from './modules.ts'
import { nameOf, passesOn } from './places.ts'
import { walk, walkWithin } from './tree.ts'

const CONDITION = /^if(module|define|version|file|directive|section)$/

/**
 * @param top with conditional sections
 * @param held without them
 */
export function inactivePlaces(top: readonly Directive[], held: readonly Directive[]): readonly Remark[] {
  const keys = new Set([...walk(held)].map(keyOf))
  const holds = (directive: Directive): boolean => keys.has(keyOf(directive))
  return [...walkWithin(top)].flatMap(([directive, within]) => {
    if (!isPlace(directive) || holds(directive)) return []
    const section = within.find((one) => CONDITION.test(one.key) && ![...walk(one.section ?? [])].some(holds))
    if (section === undefined || isAlternative(section)) return []
    const place = `${directive.name} ${arg(directive)}`
    const says = `\`${place}\` was not tested: it is in \`${nameOf(section)}\` (${whereOf(section)}), ${whyNot(section)}`
    return [{ where: whereOf(directive), says }]
  })
}

const keyOf = ({ file, start }: Directive): string => `${start}:${file}`

const isPlace = (directive: Directive): boolean =>
  /^proxypass(match)?$/.test(directive.key)
    ? directive.args.some(({ text }) => /^(unix:[^|]*\|)?\w+:\/\//.test(text))
    : directive.key === 'rewriterule' && passesOn(directive)

/** It is for servers that differ from the one that is tested, and says so itself. */
const isAlternative = (section: Directive): boolean =>
  section.key === 'ifversion' || (section.key === 'ifmodule' && arg(section).startsWith('!'))

function whyNot(section: Directive): string {
  const name = arg(section).replace(/^!/, '')
  const isNegated = arg(section).startsWith('!')
  if (section.key === 'ifmodule') return `and mod_${moduleName(name)} is not loaded`
  if (section.key !== 'ifdefine') return 'which does not hold here'
  return isNegated
    ? `and ${name} is defined`
    : `which holds where Apache is started with -D ${name}: to test it, write \`Define ${name}\` into the first line of a copy`
}
