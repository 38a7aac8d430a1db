/** A field of a response that is longer than Apache reads: it answers 502 instead. Pure. */
import type { Candidate } from '../../harness/model/index.ts'
import type { Scope } from './scope.ts'
import { behindOwnAddress, inMembers, type Parameter, whereWritten } from './worker-parameters.ts'

const PARAMETER: Parameter = {
  key: 'responsefieldsize',
  value: '65536',
  doc: 'mod/mod_proxy.html#proxypass',
  why: 'Apache answers 502 where one header field of the response is longer',
}

export function roomForFields(scope: Scope): readonly (Candidate | undefined)[] {
  const own = behindOwnAddress(scope, scope.selected.route.directive, PARAMETER)
  return [inMembers(scope, PARAMETER), ...whereWritten(scope, PARAMETER), own && ofDefault(own)]
}

function ofDefault(candidate: Candidate): Candidate {
  const { where: _, ...setting } = candidate.setting
  const says = 'responsefieldsize= is not set: 8192 bytes is the default'
  return { ...candidate, setting: { ...setting, name: PARAMETER.key, says } }
}
