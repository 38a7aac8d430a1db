/** A file that was written under a generated name is called by the user's own where the proxy refuses it. Pure. */

/**
 * @param refusal `where`: `file:line`, as the proxy names it below the folder of the configuration
 * @param fileNames see `Prepared.fileNames`
 */
export function withUsersFile<T extends { readonly where?: string }>(
  refusal: T,
  fileNames: Readonly<Record<string, string>> = {},
): T {
  const [, file = '', line] = /^(.*):(\d+)$/s.exec(refusal.where ?? '') ?? []
  return Object.hasOwn(fileNames, file) ? { ...refusal, where: `${fileNames[file]}:${line}` } : refusal
}
