/** Fields of a connection taken out of a response. Pure. */

import type { Candidate } from '../../harness/model/index.ts'
import { firstArg } from './config.ts'
import { isOfConnection, whyNot } from './connection-fields.ts'
import { allHolding, gone, type Scope } from './scope.ts'

export const withoutConnectionFields = (scope: Scope): readonly Candidate[] =>
  allHolding(scope, 'add_header')
    .filter(isOfConnection)
    .map((one) => gone(scope, one, { module: 'http_headers', why: whyNot(firstArg(one)) }))
