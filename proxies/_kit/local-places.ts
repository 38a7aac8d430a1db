/** The addresses of this machine that a target may stand for, as servers of the same configuration listen at them. Pure. */

/** This machine, by its names and addresses that no other machine has. */
const LOCAL = /^(127(?:\.\d+){3}|localhost|\[::1\])(?::(\d+))?$/i

/**
 * Undefined where the target may be another machine.
 * @param host of the target, with its port
 */
export function localPlaces(host: string, isTls: boolean): ReadonlySet<string> | undefined {
  const [, name = '', port = isTls ? '443' : '80'] = LOCAL.exec(host) ?? []
  if (name === '') return undefined
  const places = new Set([`*:${port}`, `[::]:${port}`, `${name.toLowerCase()}:${port}`])
  if (name.toLowerCase() === 'localhost') places.add(`127.0.0.1:${port}`).add(`[::1]:${port}`)
  return places
}
