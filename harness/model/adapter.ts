/** What a product has to offer so that it can be run and its configurations can be tested. */
import type { ConfigLanguage } from './config-language.ts'
import type { Front } from './names.ts'
import type { BuildFacts, ConfigTree, Prepared, PrepareOptions, ProxiedRoute, Site } from './proxy.ts'

/** What is to be said of a place that proxies besides its test. */
export interface Remark {
  /** `file:line` */
  readonly where: string
  /** A sentence without its full stop; other places in it stand in parentheses. */
  readonly says: string
}

/** A part of a configuration that is recognised, and cannot be tested. */
export interface NotTested {
  /** `protocol`: it is no HTTP; `include`: the file was not given. */
  readonly kind: 'protocol' | 'include'
  /** `file:line`. */
  readonly where: string
  /** One sentence, or the include's file. */
  readonly says: string
}

/** What a product can do. What it cannot is skipped with that reason, and never counted against it. */
export interface Capabilities {
  /** Fronts that it can be given. */
  readonly fronts: readonly Front[]
  /** How it takes its configuration anew while it runs, and what its log then says; absent where it has to be started again. */
  readonly reload?: { readonly signal: NodeJS.Signals; readonly doneWhen: RegExp }
}

/** One product. Pure: it reads and writes no file, starts no process. */
export interface Adapter {
  readonly product: string
  readonly title: string
  /** Names of the executable, best first; an absolute path is one that comes with the adapter. */
  readonly executables: readonly string[]
  /** Debian packages that bring it. */
  readonly packages: readonly string[]
  /** Official images, best first. */
  readonly images: readonly string[]
  /** Folders, below a root or an image, that may hold loadable modules. */
  readonly moduleFolders: readonly string[]
  /** Folders that may hold its data files, best first. */
  readonly dataFolders: readonly string[]
  /** Arguments of the commands whose joined output `readBuild` takes. */
  readonly versionArgs: readonly (readonly string[])[]
  /** Version and compiled-in modules out of that output; undefined when it is not this product. */
  readBuild(output: string): { readonly version: string; readonly builtIn: readonly string[] } | undefined
  /**
   * One preparation for profiles, for `check` and for chains. What it prepares runs no program and reaches no file, address or
   * socket but the site's and the build's own, whatever the configuration says.
   * @throws SseCompatError `bad-config` with file:line where the text cannot be read as this product's language, `no-route` where
   * nothing proxies what `options` name, `missing-module` where the build cannot give the front that the site asks for.
   */
  prepare(config: ConfigTree, site: Site, build: BuildFacts, options?: PrepareOptions): Prepared
  /**
   * Every place that proxies, in the order of the files; for products whose configurations people bring. Throws as `prepare` does.
   * @param path only where a request for this path goes: at most one of each virtual server
   */
  routes?(config: ConfigTree, build: BuildFacts, path?: string): readonly ProxiedRoute[]
  /** Places that no request for a stream reaches, and why; places that depend on the client. */
  remarks?(config: ConfigTree, build: BuildFacts): readonly Remark[]
  /**
   * Tags that a configuration has whatever its header says: `capacity`, `retry`, `counting` where it counts what is asked, so that each
   * question needs a proxy of its own. None where it cannot be read: `prepare` says why.
   */
  tagsOf?(config: ConfigTree): readonly string[]
  /**
   * Debian packages of modules that a configuration names, that this build lacks, and that `prepare` lets run. None where it cannot
   * be read.
   */
  modulePackages?(config: ConfigTree, build: BuildFacts): readonly string[]
  /** What cannot be tested, wherever it stands. Throws as `prepare` does. */
  notTested?(config: ConfigTree, build: BuildFacts): readonly NotTested[]
  /** Absent for a product whose configurations nobody brings: `check` then does not know it. */
  readonly language?: ConfigLanguage
  /** Extension of the files in its folder `profiles`, without the dot. */
  readonly profileExtension: string
  /**
   * The product's own message, out of what a failed start or check printed, at the profile's file and line. `lacks`: the module
   * that it names a directive of, and that the build does not have.
   */
  readRefusal(
    output: string,
    site: Site,
    build: BuildFacts,
  ): { readonly message: string; readonly where?: string; readonly lacks?: string }
  /** Matches what it prints when its address is taken. */
  readonly addressInUse: RegExp
  /** Said by one that ends at its start because of its configuration, although its own check takes that. */
  readonly refusedAtStart?: RegExp
  readonly capabilities: Capabilities
  readonly stop: NodeJS.Signals
}
