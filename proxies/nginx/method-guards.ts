/** An `if` that refuses every method but POST, as in front of a language model: a GET gets no stream there, and a POST does. Pure. */
import { type Directive, firstArg } from './config.ts'
import { conditionOf, holds } from './if-conditions.ts'
import { directivesIn } from './layout.ts'
import { variablesFor } from './request-variables.ts'

/** What comes after one of these does not matter. */
const ENDS = /^(return|break|rewrite)$/
const ABOUT_METHOD = /^\$(request_method|\{request_method\})\s*[!=~]/

export function isMethodGuard(directive: Directive): boolean {
  const { name, block = [] } = directive
  if (name !== 'if' || !ABOUT_METHOD.test(conditionOf(directive))) return false
  const end = block.find((one) => ENDS.test(one.name))
  const refuses = end?.name === 'return' && Number(firstArg(end)) >= 400
  return refuses && refusedBy(directive, 'GET') && !refusedBy(directive, 'POST')
}

export const methodGuardsIn = (http: readonly Directive[]): readonly Directive[] =>
  [...directivesIn(http)].filter(isMethodGuard)

function refusedBy(directive: Directive, method: string): boolean {
  const variables = variablesFor([], { path: '/', isTls: false, accept: '' })
  variables.set('request_method', method)
  return holds(directive, variables)
}
