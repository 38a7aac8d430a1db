/** Fields of a stream's request that `proxy_set_header` empties or replaces: passed on again, for the route alone. Pure. */
import type { Rule } from '../../harness/config/remedy-rules.ts'
import { putAfter } from '../../harness/config/text-edits.ts'
import type { Candidate } from '../../harness/model/index.ts'
import { whereOf } from '../_kit/directive.ts'
import { type Directive, firstArg } from './config.ts'
import { type About, allHolding, gone, type Scope, settingOf, textOf } from './scope.ts'

/** Others, such as Authorization, may be taken away to protect the application. */
const OF_STREAMS = /^(last-event-id|accept|anthropic-.*|openai-.*|mcp-.*)$/i
const ABOUT: About = {
  module: 'http_proxy',
  why: 'the application does not get this field of the request as the client sends it',
}

/**
 * A line of the location itself is taken out. One further out stays for other routes: the location gets the list again, since a list of its own replaces the
 * one around it.
 */
function passedOn(scope: Scope, line: Directive): Candidate {
  if (scope.levels[0]?.includes(line) === true) return gone(scope, line, ABOUT)
  const field = firstArg(line)
  const rest = allHolding(scope, line.name).filter((one) => one !== line)
  const itself = `${line.name} ${field} $http_${field.toLowerCase().replaceAll('-', '_')};`
  const lines = rest.length === 0 ? [itself] : rest.map((one) => textOf(scope, one))
  return {
    id: `passed on: ${whereOf(line)} ${line.start}`,
    setting: settingOf(scope, line.name, ABOUT, line),
    change: [putAfter(scope.tree, scope.anchor, lines)],
    originHeaders: [],
    title: `pass ${field} on in the location`,
    why: ABOUT.why,
  }
}

export const PASSED_ON: Rule<Scope> = {
  for: ['resume/last-event-id', 'resume/continuity', 'llm/request-fields', 'mcp/request-fields', 'mcp/resume'],
  remedies: (scope) =>
    allHolding(scope, 'proxy_set_header')
      .filter((line) => OF_STREAMS.test(firstArg(line)))
      .map((line) => passedOn(scope, line)),
}
