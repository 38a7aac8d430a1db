/**
 * How one product's configuration is written, laid out in files, and recognised among other files. Names of files and folders are
 * compared without regard to case.
 */
export interface ConfigLanguage {
  /** Every directive that is known by name; for a product that ignores case, in lower case. Nothing outside of its folder names one. */
  readonly directives: readonly string[]
  /** Matches, at its start, a line that keeps somebody out, limits, or sends away: no remedy takes one out. */
  readonly securityDirectives: RegExp
  /** How many lines look like this language, to tell products apart. */
  likeness(text: string): number
  /** Names of main files. */
  readonly mainFiles: readonly string[]
  /** Extensions of other files, without the dot. */
  readonly extensions: readonly string[]
  /** Folders in which every file is part of a configuration, whatever its name is. */
  readonly wholeFolders: readonly string[]
  /** Folders whose files a main file includes: of a folder without a main file these are taken first. */
  readonly includedFolders: readonly string[]
  /** Folder of links that switch files on → the folder that has the files: all are switched on where there are no links. */
  readonly switchedOn: Readonly<Record<string, string>>
  /** How one file includes another; absent where the product has no include. */
  readonly includes?: {
    readonly directives: readonly string[]
    /** An include that names a folder takes every file in it. */
    readonly takesFolders: boolean
    /** The line with which a main file includes another file. */
    line(file: string): string
  }
  /** Last parts of the names of container images that run it, or a fork that reads the same language. */
  readonly imageNames: readonly string[]
  /** Files with values for its variables, beside the configuration; `.env` is read for every product. */
  readonly valueFiles: readonly string[]
  /** Matches, at its start, the name of a variable that the product's start script sets: it stays as it is written. */
  readonly startVariables?: RegExp
  /** Matches each variable that the configuration itself defines, its name in the first group. Global. */
  readonly ownVariables?: RegExp
  /** The command that prints the whole configuration of a running proxy as one file. */
  readonly printCommand?: string
  /** What that command prints: where each file begins, and what else it says. */
  readonly printed?: {
    /** Matches the line before a file; its absolute path in the first group. */
    readonly fileLine: RegExp
    /** Matches a line before the first file that is a message. */
    readonly messageLine: RegExp
  }
}
