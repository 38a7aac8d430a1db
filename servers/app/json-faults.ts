/** Maximum nesting of lists and objects. A deeper value can be parsed but not serialised: JSON.stringify is recursive. */
const MAX_DEPTH = 100

/** Why a parsed JSON value cannot be forwarded as it is; undefined if it can. Checks level by level, without recursion. */
export function faultOfJson(value: unknown): string | undefined {
  let level = [value]
  for (let depth = 1; level.length > 0; depth++) {
    // JSON.stringify would turn it into null.
    if (level.some((one) => typeof one === 'number' && !Number.isFinite(one)))
      return 'the body has a number out of range'
    const containers = level.filter((one) => typeof one === 'object' && one !== null)
    if (depth > MAX_DEPTH && containers.length > 0)
      return `the body has more than ${MAX_DEPTH} levels of lists and objects`
    level = containers.flatMap((one) => Object.values(one))
  }
  return undefined
}
