/**
 * Formats that are not a configuration of a known product but are often passed to `check`. To support another one, add an entry.
 * Pure data.
 */

/** What the user should pass instead of such a file; `other-formats.ts` has the sentences. */
export type Instead =
  | 'running-pod'
  | 'rendered-chart'
  | 'chart-values'
  | 'mounted-configuration'
  | 'named-files'
  | 'written-files'
  | 'measure'

export interface KnownFormat {
  /** The product whose configuration it is: the entry is ignored where an adapter of this name exists. */
  readonly product?: string
  /** Matches the names of such files; absent where the name does not matter. */
  readonly name?: RegExp
  /** Matches the line that identifies the format. */
  readonly text: RegExp
  /** With its article; `$1` is replaced by the first group of `text`. */
  readonly what: string
  readonly instead: Instead
  /** A fact about the product that helps without a test, as a sentence. */
  readonly fact?: string
}

const CADDY = {
  product: 'caddy',
  what: 'a Caddyfile',
  instead: 'measure',
  fact: 'Caddy does not buffer event streams',
} as const

/** The first match applies. */
export const KNOWN_FORMATS: readonly KnownFormat[] = [
  {
    text: /^#![ \t]*(?:\S*\/)?(?:env[ \t]+)?\w*sh\b(?=[\s\S]*proxy_?pass)/i,
    what: 'a shell script',
    instead: 'written-files',
  },
  {
    name: /(^|\/)(?:Dockerfile|Containerfile)[^/]*$|\.(?:dockerfile|containerfile)$/i,
    text: /^[ \t]*FROM[ \t]+\S(?=[\s\S]*proxy_?pass)/im,
    what: 'a Dockerfile',
    instead: 'written-files',
  },
  { text: /^kind:[ \t]*["']?(\w+)/m, what: 'a Kubernetes manifest ($1)', instead: 'running-pod' },
  { name: /(^|\/)Chart\.ya?ml$/, text: /^name:/m, what: 'a Helm chart', instead: 'rendered-chart' },
  {
    name: /\.ya?ml$/,
    text: /^services:[ \t]*(#.*)?$/m,
    what: 'a compose file',
    instead: 'mounted-configuration',
  },
  {
    product: 'traefik',
    name: /\.(ya?ml|toml)$/,
    text: /^(?:entryPoints:|\[entryPoints|(?:http|tcp):[ \t]*\n[ \t]+(?:routers|services|middlewares):|\[http\.)/m,
    what: 'a configuration of Traefik',
    instead: 'measure',
  },
  {
    product: 'envoy',
    name: /\.(ya?ml|json)$/,
    text: /^[ \t{"]*static_resources"?:/m,
    what: 'a configuration of Envoy',
    instead: 'measure',
  },
  {
    name: /(^|\/)values[^/]*\.ya?ml$/,
    text: /^[\w-]+:/m,
    what: 'values of a Helm chart',
    instead: 'chart-values',
  },
  { ...CADDY, name: /(^|\/)Caddyfile[^/]*$|\.caddy(file)?$/i, text: /./ },
  { ...CADDY, text: /^[ \t]+reverse_proxy[ \t]/m },
  {
    product: 'haproxy',
    text: /^(?:frontend|backend|listen)[ \t]+[\w.-]+[ \t]*$|^defaults[ \t]*(#.*)?$/m,
    what: 'a configuration of HAProxy',
    instead: 'measure',
    fact: 'HAProxy closes idle streams after `timeout client` and `timeout server`',
  },
  {
    product: 'varnish',
    text: /^vcl[ \t]+4\.\d+[ \t]*;/m,
    what: 'a VCL of Varnish',
    instead: 'measure',
    fact: 'Varnish closes a stream that is idle for `between_bytes_timeout`, 60 s by default',
  },
  {
    product: 'lighttpd',
    text: /^[ \t]*server\.(?:modules|document-root|port)[ \t]*\+?=/m,
    what: 'a configuration of lighttpd',
    instead: 'measure',
    fact: 'lighttpd buffers a response as a whole unless `server.stream-response-body` is 1 or 2',
  },
  {
    product: 'iis',
    text: /<system\.webServer\b/,
    what: 'a configuration of IIS',
    instead: 'measure',
    fact: 'Application Request Routing buffers a response up to its response buffer threshold',
  },
  { ...CADDY, name: /\.json$/, text: /"handler":[ \t]*"reverse_proxy"/, what: 'a configuration of Caddy' },
  {
    product: 'squid',
    text: /^(?:http_port|cache_peer|http_access)[ \t]+\S/m,
    what: 'a configuration of Squid',
    instead: 'measure',
  },
  {
    product: 'litespeed',
    text: /^(?:extprocessor|context|listener|virtualhost)[ \t]+\S+[ \t]*\{[ \t]*\n[ \t]+[a-zA-Z]+[ \t]+[^;\n]*$/m,
    what: 'a configuration of OpenLiteSpeed',
    instead: 'measure',
  },
  {
    product: 'tomcat',
    name: /\.xml$/,
    text: /<Connector\b[^>]*\bport=/,
    what: 'a configuration of Tomcat',
    instead: 'measure',
  },
  {
    name: /\.tf$/,
    text: /^resource[ \t]+"aws_a?lb"/m,
    what: 'a load balancer of AWS (Terraform)',
    instead: 'measure',
    fact: 'An Application Load Balancer closes a connection that is idle for `idle_timeout`, 60 s by default',
  },
  {
    text: /^(?:VirtualHost configuration:|Included configuration files:|Loaded Modules:)[ \t]*$/m,
    what: 'what `apachectl -S` or `-t -D DUMP_…` prints',
    instead: 'named-files',
  },
]

/** Names of files that indicate the purpose of a folder without a configuration. */
export const TELLING_FILES =
  /\.(ya?ml|toml|json|cfg|vcl|tf|xml|sh)$|(^|\/)(Caddyfile|(Dock|Contain)erfile|web\.config$)/i

/** Names of compose files, in order of preference. */
export const COMPOSE_FILES: readonly string[] = [
  'compose.yaml',
  'compose.yml',
  'docker-compose.yml',
  'docker-compose.yaml',
]

/**
 * Template languages: an expression that matches their placeholders, on one line of limited length, and what such a file is. The first
 * match applies. `${NAME}` is not one of them, because `check` replaces it.
 */
export const TEMPLATE_LANGUAGES: readonly (readonly [placeholder: RegExp, what: string])[] = [
  [/<%[=-]?[ \t]*\$[^\n]{0,500}?%>/, 'an EPP template'],
  [/<%[=-]?[ \t]*[@\w][^\n]{0,500}?%>/, 'an ERB template'],
  [/\{%-?[ \t]*\w[^\n]{0,500}?%\}/, 'a Jinja template'],
  [/\[%-?[ \t]+\w[^\n]{0,500}?%\]/, 'a template of Template Toolkit (cPanel)'],
  [/<\?(?:php\b|=)/, 'a template in PHP (Plesk)'],
  [/[<{]tmpl_\w+[ \t]+name=/, 'a template of ISPConfig'],
  [/%(?:ip|domain(?:_idn)?|s?docroot|(?:web|proxy)_(?:ssl_)?port)%/, 'a template of Hestia or Vesta'],
  [/^[ \t]*\|[?*$]?[A-Za-z_]\w*[^\n]*\|[ \t]*$|<VirtualHost[ \t]+\|/, 'a template of DirectAdmin'],
  [/\{\{-?[ \t]*(?:\.|\$|if |else|end\b|range |with |template |define |include )[^\n]{0,500}?\}\}/, 'a Go template'],
  [/\{\{-?[ \t]*[\w.$#/>!("'`][^\n]{0,500}?\}\}/, 'a template with {{…}}'],
  [/@@\w+@@/, 'a template with @@…@@'],
]

/** Names of files that a template language is known by, beside those of `TELLING_FILES`. */
export const TEMPLATE_FILES =
  /\.(j2|jinja2?|epp|erb|tt2?|tmpl|gotmpl|ctmpl|tpl|stpl|mustache|hbs|php|master|local|default)$/i

/** Files that have to be unpacked first. */
export const ARCHIVES = /\.(tar|t[gbx]z2?|gz|bz2|xz|zip|7z|rar)$/i
