/**
 * How one product's configuration is written, laid out in files, and recognised among other files. File and folder names are
 * compared case-insensitively.
 */
export interface ConfigLanguage {
  /** Every known directive; in lower case for a product that ignores case. No code outside of the product's folder names a directive. */
  readonly directives: readonly string[]
  /** Directives that pass requests on, as a user writes them. For messages. */
  readonly proxyingDirectives: readonly string[]
  /** Matches the start of a line that denies access, limits, or redirects. No remedy removes such a line. */
  readonly securityDirectives: RegExp
  /** How many lines look like this language. Used to find the product that a file is written for. */
  likeness(text: string): number
  /** Names of main files. */
  readonly mainFiles: readonly string[]
  /** Matches in the text of a whole configuration, which cannot stand inside of another; absent where no text tells that. */
  readonly whole?: RegExp
  /** Extensions of other files, without the dot. */
  readonly extensions: readonly string[]
  /** Folders in which every file belongs to a configuration, whatever its name. */
  readonly wholeFolders: readonly string[]
  /** Folders whose files a main file includes. In a folder without a main file, these are read first. */
  readonly includedFolders: readonly string[]
  /** Folder of links that enable files → folder of the files themselves. Where there are no links, all files count as enabled. */
  readonly switchedOn: Readonly<Record<string, string>>
  /** How one file includes another; absent where the product has no include. */
  readonly includes?: {
    readonly directives: readonly string[]
    /** An include that names a folder includes every file in it. */
    readonly takesFolders: boolean
    /** The line with which a main file includes another file. */
    line(file: string): string
  }
  /** Last path component of the names of container images that run the product, or a fork with the same configuration language. */
  readonly imageNames: readonly string[]
  /** Files with values for its variables, beside the configuration; `.env` is read for every product. */
  readonly valueFiles: readonly string[]
  /** Matches the start of the name of a variable that the product's start script sets. Such a variable is left as written. */
  readonly startVariables?: RegExp
  /** Matches each variable that the configuration itself defines; its name is the first group. Global. */
  readonly ownVariables?: RegExp
  /** The command that prints the whole configuration of a running proxy as one file. */
  readonly printCommand?: string
  /** The format of that command's output. */
  readonly printed?: {
    /** Matches the line before a file; its absolute path is the first group. */
    readonly fileLine: RegExp
    /** Matches a line before the first file that is a message. */
    readonly messageLine: RegExp
  }
}
