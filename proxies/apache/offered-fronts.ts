/** How clients can speak to a virtual host: TLS and HTTP/2 only where the configuration offers them. */

import type { Front } from '../../harness/model/index.ts'
import { frontsOf } from '../_kit/offered-fronts.ts'
import { isTls } from './select-server.ts'
import type { Reached } from './server-directives.ts'

/** @param canHttp2 see `noHttp2` in front.ts */
export function offeredFronts(reached: Reached, canHttp2: boolean): readonly Front[] {
  // Inner ones replace outer ones. https://httpd.apache.org/docs/2.4/mod/core.html#protocols
  const protocols = reached.levels.flatMap((level) => level.findLast(({ key }) => key === 'protocols') ?? [])[0]
  const isHttp2 = protocols?.args.some(({ text }) => text.toLowerCase() === 'h2') === true
  return frontsOf({ isTls: isTls(reached), isHttp2: canHttp2 && isHttp2 })
}
