/** Leaves a rewrite rule out of the sandbox's copy, with its conditions. */
import { type ConfigEdits, directive as written } from '../../harness/config/parsed-edits.ts'
import type { Directive } from './config.ts'
import { flagsOf } from './places.ts'
import { walk } from './tree.ts'

/** [S=n] skips the next n rules: then a rule that never applies takes the place of one that is left out, so that the same are skipped. */
export function rulesLeaver(
  top: readonly Directive[],
  edits: ConfigEdits,
): (rule: Directive, conditions: readonly Directive[], why: string) => void {
  const isCounted = [...walk(top)].some(
    (one) => one.key === 'rewriterule' && flagsOf(one).some((flag) => /^(S|skip)=/i.test(flag)),
  )
  return (rule, conditions, why) => {
    for (const each of conditions) edits.drop(each, why)
    if (isCounted && rule.key === 'rewriterule') edits.replace(rule, written(rule.name, '!^', '-'), why)
    else edits.drop(rule, why)
  }
}
