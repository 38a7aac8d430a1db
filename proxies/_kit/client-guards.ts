/**
 * Guards that refuse a client, or send it to a login page, for what it did not prove: a token, a cookie, its address, its name. The harness
 * proves nothing, so each would answer all of its requests; like other access rules they are opened.
 */

export const ANYBODY = 'everybody is let in here'

const FIELD =
  /^(authorization|cookie|user-agent|referer|origin|from|(?!sec-).*(token|api-?key|secret|auth|signature|session|password).*|x-.*)$/i
/** Fields that tell requests apart, or that a proxy in front adds: no client proves anything by them. */
const NO_PROOF = /^x-(requested-with|accel-.*|forwarded-(proto.*|ssl|scheme|port|host)|scheme|url-scheme)$/i

/** Whether a client proves by this header field that it may come in. */
export const isProof = (field: string): boolean => FIELD.test(field) && !NO_PROOF.test(field)

/** Statuses that refuse a client: 404 and 444 hide from it that there is anything. */
const REFUSES = [401, 403, 404, 407, 410, 429, 444]

export const isRefusal = (status: number): boolean => REFUSES.includes(status)
export const isRedirect = (status: number): boolean => status >= 300 && status < 400
