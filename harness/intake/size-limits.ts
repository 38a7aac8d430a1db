/** Limits for the size of the input. Anything larger is not a configuration. */

/** Bytes of all files together. */
export const MAX_BYTES = 10_000_000
/** Bytes of a file with values for a template. */
export const MAX_VALUES = 1_000_000
export const MAX_FILES = 2000
export const MAX_FOLDERS = 5000
/** Files and folders of any kind, each as often as links lead to it. A hundred thousand take a second or two to look at. */
export const MAX_ENTRIES = 100_000
/** Lines about single files. */
export const MAX_NOTES = 50
/** Maximum nesting of folders. */
export const MAX_DEPTH = 10
/** Bytes of a file whose name does not identify it as part of a configuration. */
export const MAX_OTHER = 1_000_000
