/** Limits for the size of the input. Anything larger is not a configuration. */

/** Bytes of all files together. */
export const MOST_BYTES = 10_000_000
/** Bytes of a file with values for a template. */
export const MOST_VALUES = 1_000_000
export const MOST_FILES = 2000
export const MOST_FOLDERS = 5000
/** Files and folders of any kind, each as often as links lead to it. A hundred thousand take a second or two to look at. */
export const MOST_ENTRIES = 100_000
/** Lines about single files. */
export const MOST_NOTES = 50
/** Maximum nesting of folders. */
export const DEEPEST = 10
/** Bytes of a file whose name does not identify it as part of a configuration. */
export const MOST_OTHER = 1_000_000
