/** What the way in which events arrive suggests, beside a comparison with the direct stream. Pure. */
import type { Found } from './finding.ts'

const GUESSES = ['grouped', 'grouped-briefly', 'all-at-once', 'one-by-one']
const DECIDED = ['buffered-by-hop', 'grouped-by-application', 'as-fast-as-direct']

/** A conclusive comparison replaces guesses. After any other, a guess does not propose the comparison once more. */
export function besideComparison(found: readonly Found[]): Found[] {
  const isDecided = found.some(({ id }) => DECIDED.includes(id))
  return found.flatMap((one) => {
    if (!GUESSES.includes(one.id)) return [one]
    return isDecided ? [] : [withoutProposal(one)]
  })
}

function withoutProposal({ because, advice, ...one }: Found): Found {
  const isOther = (text: string | undefined): text is string => text !== undefined && !text.includes('--direct')
  return { ...one, ...(isOther(because) ? { because } : {}), ...(isOther(advice) ? { advice } : {}) }
}
