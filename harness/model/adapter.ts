/** What each product has to implement so that it can be run and its configurations can be tested. */
import type { ConfigLanguage } from './config-language.ts'
import type { Front } from './names.ts'
import type { BuildFacts, ConfigTree, Prepared, PrepareOptions, ProxiedRoute, Site } from './proxy.ts'

/** A remark on one proxied location, reported besides its test results. */
export interface Remark {
  /** `file:line` */
  readonly where: string
  /** A sentence without its full stop; other locations that it mentions are in parentheses. */
  readonly says: string
}

/** A part of a configuration that is recognised but cannot be tested. */
export interface NotTested {
  /** `protocol`: the directive does not proxy HTTP; `include`: the included file was not given. */
  readonly kind: 'protocol' | 'include'
  /** `file:line`. */
  readonly where: string
  /** One sentence, or the include's file. */
  readonly says: string
}

/** Files of settings that a product reads while it answers a request, from the folder that the request is for. */
export interface FolderSettings {
  /** Their name. */
  readonly file: string
  /** Folders, as the configuration names them, in which it reads them, and the line that allows it. Throws as `prepare` does. */
  folders(config: ConfigTree): readonly { readonly folder: string; readonly where: string }[]
  /** A configuration in which the lines of such a file hold for a folder; the file has its own name in it. */
  within(text: string): ConfigTree
  /** For which requests they are read: one sentence without its full stop. */
  readonly says: string
  /** What to give instead of such a file alone. */
  readonly instead: string
}

/** What a product supports. A test case that needs more is skipped with that reason, and never counts against the product. */
export interface Capabilities {
  /** Fronts that it can serve. */
  readonly fronts: readonly Front[]
  /**
   * How it reloads its configuration while it runs, and which log line shows that the reload is done. Absent where it has to be
   * restarted.
   */
  readonly reload?: { readonly signal: NodeJS.Signals; readonly doneWhen: RegExp }
}

/** One product. Pure: it reads and writes no file, starts no process. */
export interface Adapter {
  readonly product: string
  readonly title: string
  /** Names of the executable, in order of preference; an absolute path is an executable that comes with the adapter. */
  readonly executables: readonly string[]
  /** Debian packages that contain it. */
  readonly packages: readonly string[]
  /** Official images, in order of preference. */
  readonly images: readonly string[]
  /** Folders, below a root or in an image, that may contain loadable modules. */
  readonly moduleFolders: readonly string[]
  /** Folders that may contain its data files, in order of preference. */
  readonly dataFolders: readonly string[]
  /** Arguments of the commands whose joined output `readBuild` takes. */
  readonly versionArgs: readonly (readonly string[])[]
  /** Reads version and compiled-in modules from that output; undefined when the output is not this product's. */
  readBuild(output: string): { readonly version: string; readonly builtIn: readonly string[] } | undefined
  /**
   * Prepares a configuration: the same function for profiles, `check` and chains. Whatever the configuration says, the prepared
   * proxy runs no program, and opens no file, address or socket except those of the site and the build.
   * @throws SseCompatError `bad-config` with file:line where the text cannot be parsed as this product's language, `no-route`
   * where nothing proxies what `options` name, `missing-module` where the build cannot serve the front that the site requires.
   */
  prepare(config: ConfigTree, site: Site, build: BuildFacts, options?: PrepareOptions): Prepared
  /**
   * Every proxied location, in the order of the files. Only for products whose configurations `check` accepts. Throws as
   * `prepare` does.
   * @param path returns only the location that serves this path: at most one for each virtual server
   * @param host returns only locations of the virtual servers that a request with this Host reaches
   */
  routes?(config: ConfigTree, build: BuildFacts, path?: string, host?: string): readonly ProxiedRoute[]
  /** Proxied locations that no stream request reaches, with the reason, and locations that only some clients reach. */
  remarks?(config: ConfigTree, build: BuildFacts): readonly Remark[]
  /**
   * Tags that follow from the configuration itself, in addition to those in its header: `capacity`, `retry`, and `counting` where
   * it counts requests, so that each question needs a dedicated proxy. Empty where the configuration cannot be parsed: `prepare`
   * reports why.
   */
  tagsOf?(config: ConfigTree): readonly string[]
  /**
   * Debian packages of modules that the configuration names, that this build lacks, and whose directives `prepare` keeps. Empty
   * where the configuration cannot be parsed.
   */
  modulePackages?(config: ConfigTree, build: BuildFacts): readonly string[]
  /** Everything that cannot be tested, in any of the files. Throws as `prepare` does. */
  notTested?(config: ConfigTree, build: BuildFacts): readonly NotTested[]
  /** Absent where all settings are in the configuration. */
  readonly folderSettings?: FolderSettings
  /** Absent for a product that `check` does not accept configurations of. */
  readonly language?: ConfigLanguage
  /** Extension of the files in its folder `profiles`, without the dot. */
  readonly profileExtension: string
  /**
   * Extracts the product's own message from the output of a failed start or configuration test, with the file and line of the
   * profile. `lacks`: the module that the rejected directive belongs to, where the build does not have it.
   */
  readRefusal(
    output: string,
    site: Site,
    build: BuildFacts,
  ): { readonly message: string; readonly where?: string; readonly lacks?: string }
  /** Matches its output when its address is in use. */
  readonly addressInUse: RegExp
  /** Matches its output when it exits at startup because of a configuration that its own configuration test accepted. */
  readonly refusedAtStart?: RegExp
  /** Matches the line in which its master process reports that a signal ended another of its processes. */
  readonly crashed?: RegExp
  /** That line is in `Site.processLog`. Otherwise it is in the proxy's output, where no text of a request can be such a line. */
  readonly hasProcessLog?: true
  readonly capabilities: Capabilities
  readonly stop: NodeJS.Signals
}
