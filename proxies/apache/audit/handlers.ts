/** Handlers, and types of content: Apache takes a type for the name of a handler where there is no other. */

const NAMES_A_PROXY = /proxy:/i
/** Made of what a request brings, or of a variable. */
const MADE = /[$%]|^expr=/i
/** It takes orders for other backends while the server runs. */
const MANAGES = /^balancer-manager$/i

/** @returns why it cannot stay as it is */
export function reasonForHandler(name: string): string | undefined {
  if (NAMES_A_PROXY.test(name) || MADE.test(name)) return 'could make a proxy of its own'
  if (MANAGES.test(name)) return 'it changes backends while the server runs'
  return undefined
}
