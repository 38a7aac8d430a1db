export const SILENT = 'silent'
/** The same, beside it. */
export const AGAIN = ['silent-2', 'silent-3'] as const
