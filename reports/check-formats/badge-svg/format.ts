/** A badge as an image: whether event streams pass through a configuration. */
import { badgeSvg } from '../../ci/badge.ts'
import { checkBadge } from '../_outcome/check-badge.ts'
import type { CheckFormat } from '../check-format.ts'

export const format: CheckFormat = {
  id: 'badge-svg',
  asked: 'document',
  render: (report) => badgeSvg(checkBadge(report)),
}
