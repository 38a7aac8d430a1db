/** Common directives whose effect is not the one that people expect. */

import type { Myth } from '../../harness/model/index.ts'
import { whereOf } from '../_kit/directive.ts'
import { type Directive, firstArg } from './config.ts'
import { allHolding, gone, holding, type Scope, textOf } from './scope.ts'

const ACCEL_DOC = 'https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_buffering'

export function mythsIn(scope: Scope): readonly Myth[] {
  const accel = (name: string) =>
    allHolding(scope, name).filter((directive) => firstArg(directive).toLowerCase() === 'x-accel-buffering')
  const chunked = holding(scope, 'chunked_transfer_encoding')
  return [
    ...accel('proxy_set_header').map((directive) =>
      myth(
        scope,
        directive,
        'http_proxy',
        "this is a header of the request, and goes to the application. nginx reads X-Accel-Buffering in the application's answer only",
      ),
    ),
    ...accel('add_header').map((directive) =>
      myth(
        scope,
        directive,
        'http_headers',
        "this goes to the client. nginx reads X-Accel-Buffering in the application's answer only",
      ),
    ),
    ...(chunked !== undefined && firstArg(chunked) === 'off'
      ? [
          myth(
            scope,
            chunked,
            'http_core',
            'streams need no such line; without chunks a client cannot see that an answer was cut',
          ),
        ]
      : []),
  ]
}

function myth(scope: Scope, directive: Directive, module: string, truth: string): Myth {
  return {
    where: whereOf(directive),
    says: textOf(scope, directive),
    truth,
    doc: ACCEL_DOC,
    without: gone(scope, directive, { module, why: truth }),
  }
}
