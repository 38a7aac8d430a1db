/** An event stream is UTF-8 whatever its fields say, so one that nginx converts to another charset is altered. Pure. */
import type { Rule } from '../../harness/config/remedy-rules.ts'
import type { Candidate } from '../../harness/model/index.ts'
import { holding, type Scope, set, without } from './scope.ts'

const ABOUT = {
  module: 'http_charset',
  byDefault: 'off is the default',
  why: 'nginx converts the stream to this charset, and each client reads an event stream as UTF-8',
}

function unconverted(scope: Scope): readonly (Candidate | undefined)[] {
  const charset = holding(scope, 'charset')
  if (charset === undefined || charset.args[0]?.text === 'off') return []
  const types = holding(scope, 'charset_types')
  return [types && without(scope, types, 'text/event-stream', ABOUT), set(scope, 'charset', 'off', ABOUT)]
}

export const UNCONVERTED: Rule<Scope> = {
  for: ['delivery/intact', 'compression/decodes', 'big-and-split/*', 'application/*', 'llm/done', 'mcp/whole'],
  remedies: unconverted,
}
