/** Replaces the generated name of a file by the user's own name in a proxy's refusal. Pure. */

/**
 * @param refusal `where`: `file:line`, as the proxy names it, relative to the folder of the configuration
 * @param fileNames see `Prepared.fileNames`
 */
export function withUsersFile<T extends { readonly where?: string }>(
  refusal: T,
  fileNames: Readonly<Record<string, string>> = {},
): T {
  const [, file = '', line] = /^(.*):(\d+)$/s.exec(refusal.where ?? '') ?? []
  return Object.hasOwn(fileNames, file) ? { ...refusal, where: `${fileNames[file]}:${line}` } : refusal
}
