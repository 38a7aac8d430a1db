/** Proxies: builds, profiles, and the adapters that prepare them. */
import type { Front, HeaderField, Ms } from './names.ts'
import type { ReachablePlace } from './reachable-place.ts'

/** What a build is and contains, found by probing it. Paths are as the proxy's process sees them. */
export interface BuildFacts {
  /** `<product>-<version>-<source>`, e.g. `nginx-1.26.3-debian-trixie`, `apache-2.4.66-httpd-2.4-image`, `nginx-1.22.1-path`. */
  readonly id: string
  readonly product: string
  readonly version: string
  readonly source: 'path' | 'root' | 'image'
  /** For people: where the build was found, e.g. `Debian trixie packages, unpacked`. */
  readonly origin: string
  /** Only for the source `image`: the image that containers are made from. */
  readonly image?: string
  /** The command that starts the executable: its path, or a root's own loader with its library path and the executable. */
  readonly exec: readonly string[]
  /** Compiled in, by the product's own names: `http_ssl` … for nginx, `core`, `mod_so`, `http_core` … for Apache. */
  readonly builtIn: readonly string[]
  /** Loadable module files: file name without `.so` → absolute path. */
  readonly loadable: Readonly<Record<string, string>>
  /** The complete output of the version command. */
  readonly report: string
  /** The folder with the product's own data files (mime.types …); '' when there is none. */
  readonly dataDirectory: string
  /** libfaketime's shared object for `LD_PRELOAD`, as the proxy's process sees it; absent where there is none. */
  readonly fakeTime?: string
}

/** Relative path → text: one file or a whole tree, as users have them. */
export type ConfigTree = Readonly<Record<string, string>>

export interface Address {
  readonly host: string
  readonly port: number
}

/** Where one instance of a proxy runs. */
export interface Site {
  /** Where the proxy has to listen. */
  readonly listen: Address
  /**
   * When given, it has to speak TLS on that address, and to offer `http/1.1` by ALPN, and `h2` where it can. PEM files, as the
   * proxy's process sees them.
   */
  readonly tls?: { readonly certificate: string; readonly key: string }
  /** The upstream: the origin, or the next hop. */
  readonly backend: Address
  /** The instance's own folder, as the proxy's process sees it: configuration, pid, logs, temp files. Absolute. */
  readonly directory: string
  /** True when the master process runs as root, so that the user of its workers has to be configured. */
  readonly asRoot: boolean
  /**
   * True when few streams are opened, or when the number of streams is what is tested: sizes that the configuration does not set
   * keep the product's defaults.
   */
  readonly ownSizes?: boolean
  /** How many streams will be open at once at most: for few of them few processes and threads are enough. Absent: any number. */
  readonly streams?: number
  /**
   * File in which the master process reports what happens to its processes, apart from what they say about requests: a request can bring
   * any line. Absent: there is none.
   */
  readonly processLog?: string
}

/** One edit that was needed to run a configuration in the harness. Nothing else in the configuration is changed. */
export interface Replacement {
  /** `file:line` of the profile or config. */
  readonly where: string
  readonly was: string
  readonly is: string
  readonly why: string
  /** Removed because the build lacks this module: the effect of the line was not tested. */
  readonly lacks?: string
  /**
   * The line applies to the route and may affect a stream, but could not be tested: it needs a file that was not given, a module,
   * the value of a variable of a template, servers that nothing which was given adds to their group, or a protocol that no client here
   * speaks and without which the route is not reached.
   */
  readonly untested?: {
    readonly kind: 'include' | 'module' | 'value' | 'servers' | 'protocol'
    /** Of a `value`: the line. */
    readonly name: string
  }
}

/** A time limit that a configuration sets or leaves at its default. From the configuration, not measured. */
export interface Timer {
  readonly directive: string
  /** The effective value. */
  readonly ms: Ms
  /** `file:line`, or `default`. */
  readonly where: string
  /** Where the build changes the configured value: the effective one, and the reason. */
  readonly note?: string
  /** A line that sets it to a variable without a value, and what it says: the value that holds is not known. */
  readonly open?: { readonly where: string; readonly says: string }
  /** `idle`: between two reads from the origin. `first`: until the response head. `total`: the whole response. */
  readonly limits: 'idle' | 'first' | 'total'
}

/** What a criterion may use of the configuration. Stored in the trace, so that the trace can be judged again. */
export interface Settings {
  readonly timers: readonly Timer[]
}

export interface Prepared {
  /** Files to write under `site.directory`: relative path → text. */
  readonly files: Readonly<Record<string, string>>
  /** Path as written, below the configuration's folder → the user's path. Only for files that are written under another name. */
  readonly fileNames?: Readonly<Record<string, string>>
  /** Folders to create there. */
  readonly folders: readonly string[]
  /** Those of them that the worker processes write to themselves, under whatever user they run as. */
  readonly writable?: readonly string[]
  /** Arguments after `BuildFacts.exec`; the process stays in the foreground and logs to stderr. */
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  /** Arguments that only check the configuration, and exit with 0 when the proxy accepts it. */
  readonly checkArgs: readonly string[]
  readonly replaced: readonly Replacement[]
  /** A request path that this configuration proxies, ending in `/`, e.g. `/sse/`. Streams are requested below it. */
  readonly path: string
  /** Value of the Host header that selects the right virtual server; '' when any Host does. */
  readonly host: string
  /** Why its TLS front does not offer HTTP/2. Absent where it does, and without TLS. */
  readonly noHttp2?: string
  readonly settings: Settings
  /**
   * With `PrepareOptions.marked`: the places that send the request header `PLACE_HEADER`. A place that cannot be marked without
   * changing anything else is missing.
   */
  readonly places?: readonly ReachablePlace[]
}

/** One virtual server at one of its listening addresses. */
export interface ServerPlace {
  /**
   * Its position among the virtual servers, in the order in which the product reads them, from 0. Unlike a line it stays the same
   * when a remedy adds lines above it. -1: Apache's main server.
   */
  readonly index: number
  /** The address that it listens on, normalised: `*:8082`, `[::]:80`, `unix:/run/a.sock`; '' where the configuration does not name one. */
  readonly address: string
}

/** Which route of a configuration is tested. Default: `/sse/` where it is proxied, else the first route. */
export interface PrepareOptions {
  /** Request path. A path that ends in `/` means everything below it. */
  readonly path?: string
  /** Host header. Absent: any virtual server that proxies the path. */
  readonly host?: string
  /** Exactly this server at this address. Absent: any server that matches the other options. */
  readonly server?: ServerPlace
  /**
   * Chooses between equivalent servers: one written for TLS (true) or for cleartext (false). Absent: one for TLS only where the
   * site requires TLS.
   */
  readonly tls?: boolean
  /** Removes limits on requests, and on connections on either side: the harness sends many requests, concurrently and from one address. */
  readonly withoutLimits?: boolean
  /** Removes limits on the rate of requests, and nothing else: the number of concurrent streams is what is tested. */
  readonly withoutRates?: boolean
  /** Runs one worker process, so that a limit that each process counts for itself is reached at the same number every time. */
  readonly oneProcess?: boolean
  /** Removes directives of modules that this build lacks, and lists them with `lacks`. Otherwise the proxy refuses the configuration. */
  readonly withoutLacking?: boolean
  /** Refuses what is not known to be harmless, instead of removing it. */
  readonly strict?: boolean
  /** Each place that passes requests on adds a request header that names it: see `Prepared.places`. */
  readonly marked?: boolean
}

/** `file:line` each: the directive that passes a request on once more, and its server. */
export interface NextPlace {
  readonly where: string
  readonly server: string
}

/** One proxied location of a configuration, as a request reaches it. */
export interface ProxiedRoute {
  /** For `PrepareOptions`. */
  readonly path: string
  readonly host: string
  /** As written: `location /`, `location @app`, `ProxyPass /api`. */
  readonly name: string
  readonly server: ServerPlace
  /** `file:line` of the virtual server; '' where the files contain no block for it. */
  readonly serverWhere: string
  /** As written in the virtual server. */
  readonly serverNames: readonly string[]
  /** True when it is reachable over TLS only. */
  readonly tls: boolean
  /** The fronts that it serves, over all addresses of its server. HTTP/2 is included only where the configuration offers it. */
  readonly fronts: readonly Front[]
  /** It has settings that people write for event streams. */
  readonly isStreamLike: boolean
  /** It balances over several servers, and one that failed gets no requests for a while. So one stream's failure affects other streams. */
  readonly isBalanced?: true
  /** `file:line` of the directive that passes the request on. */
  readonly where: string
  /** Identifies its place among all of the configuration: `ReachablePlace.id`. Absent: a run cannot show that it was reached. */
  readonly place?: string
  /** Its upstream, as written. */
  readonly target: string
  /** Places of other virtual servers of the configuration that its upstream stands for. */
  readonly next?: readonly NextPlace[]
  /** Where that names a group: the addresses of its servers, as written. */
  readonly servers?: readonly string[]
}

/** The POST request that opens a stream instead of a GET, where the scenario does not choose a method. */
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
  /** Source of the configuration, or of the claim that it demonstrates. */
  readonly source: string
  readonly tags: readonly string[]
  /** Header fields that its application adds to its responses, e.g. `X-Accel-Buffering: no`. */
  readonly originHeaders: readonly HeaderField[]
  /** The kind of origin behind it (`OriginKind.id`). Default: the one that speaks HTTP. */
  readonly upstream?: string
  /** Header fields that every client adds to its requests, e.g. credentials. */
  readonly requestHeaders?: readonly HeaderField[]
  /** The request that opens streams. Default: a GET. */
  readonly posted?: PostedRequest
  /** Which of its routes is tested. */
  readonly options?: PrepareOptions
  /** Relative path → text. The first is the profile itself. */
  readonly config: ConfigTree
  /** Path from the repository's top, for people. */
  readonly file: string
  /** Only for a chain: its profiles, client first, each as `<proxy>/<profile>`. */
  readonly hops?: readonly string[]
}
