/** Proxies: builds, profiles, and the adapters that prepare them. */
import type { Front, HeaderField, Ms } from './names.ts'

/** What a build is and has, probed and not assumed. Paths are as the proxy's process sees them. */
export interface BuildFacts {
  /** `<product>-<version>-<source>`, e.g. `nginx-1.26.3-debian-trixie`, `apache-2.4.66-httpd-2.4-image`, `nginx-1.22.1-path`. */
  readonly id: string
  readonly product: string
  readonly version: string
  readonly source: 'path' | 'root' | 'image'
  /** For people: where it was found, e.g. `Debian trixie packages, unpacked`. */
  readonly origin: string
  /** For the source `image`: what a container is made from. */
  readonly image?: string
  /** What starts the executable: its path, or a root's own loader with its library path and the executable. */
  readonly exec: readonly string[]
  /** Compiled in, by the product's own names: `http_ssl` … for nginx, `core`, `mod_so`, `http_core` … for Apache. */
  readonly builtIn: readonly string[]
  /** Loadable module files: file name without `.so` → absolute path. */
  readonly loadable: Readonly<Record<string, string>>
  /** What the version command printed, whole. */
  readonly report: string
  /** The folder that holds the product's own data files (mime.types …), '' when there is none. */
  readonly dataDirectory: string
  /** libfaketime's shared object for `LD_PRELOAD`, as the proxy's process sees it; absent where there is none. */
  readonly fakeTime?: string
}

/** Relative path → text. What people have: one file or a whole tree. */
export type ConfigTree = Readonly<Record<string, string>>

export interface Address {
  readonly host: string
  readonly port: number
}

/** Where one instance of a proxy lives. */
export interface Site {
  /** Where the proxy has to listen. */
  readonly listen: Address
  /** When given, it has to speak TLS there, and to offer `http/1.1` by ALPN, and `h2` where it can. PEM files, as the proxy's process sees them. */
  readonly tls?: { readonly certificate: string; readonly key: string }
  /** What stands behind it: the origin, or the next hop. */
  readonly backend: Address
  /** The instance's own folder, as the proxy's process sees it: configuration, pid, logs, temp files. Absolute. */
  readonly directory: string
  /** True when the master process runs as root and must be told which user its workers take. */
  readonly asRoot: boolean
  /** True when few streams come, or when how many may come is the question: sizes that the configuration leaves open stay the product's own. */
  readonly ownSizes?: boolean
}

/** One edit that was needed to run a configuration in the harness; nothing else of it is touched. */
export interface Replacement {
  /** `file:line` of the profile or config. */
  readonly where: string
  readonly was: string
  readonly is: string
  readonly why: string
  /** Taken out since the build lacks this module: what the line does was not tested. */
  readonly lacks?: string
  /** It holds for the route, and may change what the route does to a stream, but could not be tested: a file that was not given, or a module. */
  readonly untested?: { readonly kind: 'include' | 'module'; readonly name: string }
}

/** A time limit that a configuration sets or leaves at its default. From the configuration, not measured. */
export interface Timer {
  readonly directive: string
  /** What holds. */
  readonly ms: Ms
  /** `file:line`, or `default`. */
  readonly where: string
  /** Where the build makes something else of what is written: what, and why. */
  readonly note?: string
  /** `idle`: between two reads from the origin. `first`: until the head. `total`: the whole response. */
  readonly limits: 'idle' | 'first' | 'total'
}

/** What a criterion may know of the configuration. Kept in the trace, so that it can be judged again. */
export interface Settings {
  readonly timers: readonly Timer[]
}

export interface Prepared {
  /** Files to write under `site.directory`: relative path → text. */
  readonly files: Readonly<Record<string, string>>
  /** Written path below the folder of the configuration → the user's key; only of files that are written under another name. */
  readonly fileNames?: Readonly<Record<string, string>>
  /** Folders to make there. */
  readonly folders: readonly string[]
  /** Those of them that workers write to by themselves, as whichever user they have. */
  readonly writable?: readonly string[]
  /** Arguments after `BuildFacts.exec`; the process stays in the foreground and logs to stderr. */
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  /** Arguments that only check the configuration, and exit with 0 when the proxy accepts it. */
  readonly checkArgs: readonly string[]
  readonly replaced: readonly Replacement[]
  /** A request path that this configuration proxies, ending in `/`, e.g. `/sse/`: streams are asked for below it. */
  readonly path: string
  /** Value for the Host header that selects the right virtual server; '' when any will do. */
  readonly host: string
  /** Why its TLS front has no HTTP/2; absent where it has, and without TLS. */
  readonly noHttp2?: string
  readonly settings: Settings
}

/** One virtual server at one of its listening addresses. */
export interface ServerPlace {
  /**
   * Its position among the virtual servers, in the order in which the product reads them, from 0. Unlike a line it stays the same
   * when a remedy adds lines above it. -1: Apache's main server.
   */
  readonly index: number
  /** The address that it listens at, in a normal form: `*:8082`, `[::]:80`, `unix:/run/a.sock`; '' where the configuration names none. */
  readonly address: string
}

/** Which of the routes of a configuration is asked. Without it: `/sse/` where that is proxied, else the first one. */
export interface PrepareOptions {
  /** Request path; one that ends in `/` stands for what is below it. */
  readonly path?: string
  /** Host header; without it any virtual server that proxies the path. */
  readonly host?: string
  /** Exactly this server at this address; without it any that the other options fit. */
  readonly server?: ServerPlace
  /** Of servers that answer alike: the one that was written for TLS, or one that was not; without it one for TLS only where the site asks for it. */
  readonly tls?: boolean
  /** Takes out what limits requests, or connections on either side: the harness asks often, from one address, and side by side. */
  readonly withoutLimits?: boolean
  /** Takes out what limits how often a client may ask, and nothing else: how many streams may be open at once is the question. */
  readonly withoutRates?: boolean
  /** One process takes all requests: a limit that each process counts by itself shows at the same number each time. */
  readonly oneProcess?: boolean
  /** Takes out what belongs to modules that this build lacks, and lists it with `lacks`; else the proxy refuses it. */
  readonly withoutLacking?: boolean
  /** Refuses what is not known to be harmless, instead of taking it out. */
  readonly strict?: boolean
}

/** One place of a configuration that proxies, as a request reaches it. */
export interface ProxiedRoute {
  /** For `PrepareOptions`. */
  readonly path: string
  readonly host: string
  /** As it is written: `location /`, `location @app`, `ProxyPass /api`. */
  readonly name: string
  readonly server: ServerPlace
  /** `file:line` of the virtual server; '' where no block of the files stands for it. */
  readonly serverWhere: string
  /** As the virtual server has them. */
  readonly serverNames: readonly string[]
  /** True when it is reached over TLS only. */
  readonly tls: boolean
  /** How a client can speak to it, over all addresses of its server: HTTP/2 only where the configuration offers it. */
  readonly fronts: readonly Front[]
  /** Its own settings are those that people write for event streams. */
  readonly isStreamLike: boolean
  /** It is spread over several servers, and one that failed gets no request for a while: what one stream met, others meet too. */
  readonly isBalanced?: true
  /** `file:line` of the directive that passes the request on. */
  readonly where: string
  /** Where it goes, as it is written. */
  readonly target: string
}

/** The POST that opens a stream whose scenario does not say otherwise, in the place of a GET. */
export interface PostedRequest {
  readonly fields: readonly HeaderField[]
  readonly body: string
}

/** One real configuration of a product. */
export interface Profile {
  readonly proxy: string
  readonly id: string
  readonly title: string
  readonly why: string
  /** Where the configuration or the claim that it shows comes from. */
  readonly source: string
  readonly tags: readonly string[]
  /** Header fields that its application sends in addition, e.g. `X-Accel-Buffering: no`. */
  readonly originHeaders: readonly HeaderField[]
  /** The kind of origin behind it (`OriginKind.id`); default: the one that speaks HTTP. */
  readonly upstream?: string
  /** Header fields that every client sends in addition, e.g. credentials. */
  readonly requestHeaders?: readonly HeaderField[]
  /** Streams are opened by this request. Absent: by a GET. */
  readonly posted?: PostedRequest
  /** Which of its routes is asked. */
  readonly options?: PrepareOptions
  /** Relative path → text. The first is the profile itself. */
  readonly config: ConfigTree
  /** Path from the repository's top, for people. */
  readonly file: string
  /** Of a chain: the profiles that make it up, client first, each `<proxy>/<profile>`. */
  readonly hops?: readonly string[]
}
