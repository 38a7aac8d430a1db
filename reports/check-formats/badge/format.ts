/** The endpoint of a shields.io badge: whether event streams pass through a configuration. */
import { shieldsEndpoint } from '../../ci/badge.ts'
import { checkBadge } from '../_outcome/check-badge.ts'
import type { CheckFormat } from '../check-format.ts'

export const format: CheckFormat = {
  id: 'badge',
  asked: 'document',
  render: (report) => shieldsEndpoint(checkBadge(report)),
}
