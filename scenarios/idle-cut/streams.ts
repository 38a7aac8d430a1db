export const SILENT = 'silent'
/** More streams of the same kind, which run at the same time. */
export const AGAIN = ['silent-2', 'silent-3'] as const
