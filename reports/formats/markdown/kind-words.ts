/** How a criterion's kind is printed. In report.json an optional one is `optimal`. */
import type { CriterionVerdict } from '../../../harness/model/index.ts'

export const KIND_WORDS: Readonly<Record<CriterionVerdict['kind'], string>> = {
  required: 'required',
  optimal: 'optional',
  informative: 'informative',
}
