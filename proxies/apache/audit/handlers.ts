/** Handlers, and content types: Apache takes a type for the name of a handler where there is no other. */

const NAMES_A_PROXY = /proxy:/i
/** Derived from the request, or from a variable. */
const MADE = /[$%]|^expr=/i
/** It can change the backends while the server runs. */
const MANAGES = /^balancer-manager$/i

/** @returns why it cannot stay as it is */
export function reasonForHandler(name: string): string | undefined {
  if (NAMES_A_PROXY.test(name) || MADE.test(name)) return 'could make a proxy of its own'
  if (MANAGES.test(name)) return 'it changes backends while the server runs'
  return undefined
}
