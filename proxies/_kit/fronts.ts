/** How clients can speak to a virtual server at one of its addresses. */
import type { Front } from '../../harness/model/index.ts'

export function frontsOf({ isTls, isHttp2 }: { readonly isTls: boolean; readonly isHttp2: boolean }): readonly Front[] {
  if (!isTls) return ['h1']
  return isHttp2 ? ['h1+tls', 'h2+tls'] : ['h1+tls']
}
