/** Conditions on variables of the environment that depend on others, in however many steps. Pure. */
import { learnNames } from '../_kit/tls-guards.ts'
import { arg, type Directive } from './config.ts'
import { walk } from './tree.ts'

export type Looks = (text: string) => boolean

/** Each directive; of a rewrite rule together with its conditions. */
export function* withConditions(directives: readonly Directive[]) {
  let conditions: Directive[] = []
  for (const directive of directives) {
    if (directive.key === 'rewritecond') conditions.push(directive)
    yield { directive, conditions }
    if (directive.key === 'rewriterule') conditions = []
  }
}

/** Whether a text tests such a variable, or an environment variable that depends on one; also indirectly. */
export function looksAt(top: readonly Directive[], isFirst: Looks): Looks {
  const names = new Set<string>()
  const looks: Looks = (text) => isFirst(text) || environmentIn(text).some((name) => names.has(name))
  const all = [...walk(top)]
  const rules = [{ section: top }, ...all].flatMap(({ section = [] }) => [...withConditions(section)])
  learnNames(names, (learnName) => {
    const learn = (word: string): void => {
      const name = /^(\w[\w-]*)/.exec(word)?.[1]
      if (name !== undefined) learnName(name)
    }
    for (const { key, args } of all) {
      const [first, second] = args.map(({ text }) => text)
      if (/^setenvif(nocase|expr)?$/.test(key) && first && looks(first) && second !== undefined)
        for (const { text } of args.slice(key === 'setenvifexpr' ? 1 : 2)) learn(text)
    }
    for (const { directive, conditions } of rules) {
      if (directive.key !== 'rewriterule' || !conditions.map(wordsOf).some(looks)) continue
      for (const [, word = ''] of arg(directive, 2).matchAll(/(?:^|[[,])\s*E(?:NV)?=([^,\]]+)/gi)) learn(word)
    }
  })
  return looks
}

const environmentIn = (text: string): string[] =>
  [...text.matchAll(/%\{(?:ENV:)?([\w-]+)\}|(?:reqenv|env)\(\s*'([\w-]+)'\s*\)|^([\w-]+)$/gi)].map(
    ([, cond, call, bare]) => (cond ?? call ?? bare ?? '').toLowerCase(),
  )

export const wordsOf = ({ args }: Directive): string => args.map(({ text }) => text).join(' ')
