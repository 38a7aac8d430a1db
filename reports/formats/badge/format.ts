/** The endpoint of a shields.io badge: whether a run is as expected. */
import type { Format } from '../../../harness/model/index.ts'
import { shieldsEndpoint } from '../../ci/badge.ts'
import { runBadge } from '../_outcome/run-badge.ts'

export const format: Format = {
  id: 'badge',
  asked: 'document',
  askedOnly: true,
  *render(report) {
    yield { path: 'badge.json', content: shieldsEndpoint(runBadge(report)) }
  },
}
