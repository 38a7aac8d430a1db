/** A target that is another virtual host of the same configuration: a stream passes both. Pure. */

import type { ProxiedRoute } from '../../harness/model/index.ts'
import { whereOf } from '../_kit/directive.ts'
import { localPlaces } from '../_kit/local-places.ts'
import type { Reached } from './server-directives.ts'

const TARGET = /^(https?):\/\/([^/]+)/i

/** Without ProxyPreserveHost a request has the target's own name, which the first host at that address answers. */
export function nextHost(target: string, own: Reached, all: readonly Reached[]): Pick<ProxiedRoute, 'next'> {
  const [, scheme = '', host = ''] = TARGET.exec(target) ?? []
  const places = localPlaces(host, scheme.toLowerCase() === 'https')
  if (places === undefined || places.has(own.address)) return {}
  const next = all.find(({ virtual, address }) => virtual !== own.virtual && places.has(address))?.virtual
  return next === undefined ? {} : { next: whereOf(next) }
}
