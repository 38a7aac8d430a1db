/** How clients can connect to a virtual server at one of its addresses. */
import { type Front, SseCompatError } from '../../harness/model/index.ts'

export const TLS_FRONT = 'the front of this test case is TLS'

/** @param module the product's name for it */
export const lacksFrontModule = (build: string, module: string): SseCompatError =>
  new SseCompatError('missing-module', `${build} has no ${module}, which a TLS front needs`, {
    advice: 'take another build, or a cleartext front',
  })

export function frontsOf({ isTls, isHttp2 }: { readonly isTls: boolean; readonly isHttp2: boolean }): readonly Front[] {
  if (!isTls) return ['h1']
  return isHttp2 ? ['h1+tls', 'h2+tls'] : ['h1+tls']
}
