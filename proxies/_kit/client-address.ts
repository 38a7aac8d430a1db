/**
 * The harness's client has a loopback address. A line that is meant for requests from the same machine, such as an exception of a cache,
 * would apply to each of its requests, and to no request of an ordinary client.
 */

import { matches, readRegExp } from '../../harness/config/safe-regexp.ts'

export const LOOPBACK_CLIENT = 'the harness asks from a loopback address, and ordinary clients do not'
/** The loopback address that a client's connection has unless it is told otherwise. */
const OURS = '127.0.0.1'
/** Of a network for documentation (RFC 5737): no client has it. */
export const NOBODY = '192.0.2.1'
export const NOBODY_PATTERN = `^${NOBODY.replaceAll('.', '[.]')}$`

/** 127.0.0.1, 127.0.0.0/8, 127.0.0.0-127.255.255.255. */
export const isLoopback = (text: string): boolean =>
  /^127(\.\d+){3}(\/(8|9|[12]\d|3[012]))?$/.test(text) || /^127(\.\d+){3}-127(\.\d+){3}$/.test(text)

/** An expression that the harness's address matches, and not every other one. */
export function matchesLoopback(expression: string, ignoreCase: boolean): boolean {
  const regex = readRegExp(expression, ignoreCase)
  return regex !== undefined && matches(regex, OURS) && !matches(regex, NOBODY)
}
