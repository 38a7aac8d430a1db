/**
 * Formats that are not a configuration of a known product but are often passed to `check`. To support another one, add an entry.
 * Pure data.
 */

/** What the user should pass instead of such a file; `other-formats.ts` has the sentences. */
export type Instead = 'running-pod' | 'rendered-chart' | 'chart-values' | 'mounted-configuration' | 'measure'

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
]

/** Names of files that indicate the purpose of a folder without a configuration. */
export const TELLING_FILES = /\.(ya?ml|toml|json|cfg|vcl)$|(^|\/)(Caddyfile|web\.config$)/i

/** Names of compose files, in order of preference. */
export const COMPOSE_FILES: readonly string[] = [
  'compose.yaml',
  'compose.yml',
  'docker-compose.yml',
  'docker-compose.yaml',
]

/** Placeholders of template languages, on one line. `${NAME}` is not one of them, because `check` replaces it. */
export const PLACEHOLDER = /\{\{-?[ \t]*[\w.$#/>!("'`][^\n]*?\}\}|\{%-?[ \t]*\w[^\n]*?%\}|<%[=-]?[ \t]*[@\w][^\n]*?%>/

/** The first match applies; the last entry matches any text. */
export const TEMPLATE_LANGUAGES: readonly (readonly [RegExp, string])[] = [
  [/<%[=-]?[ \t]*[@\w]/, 'an ERB template'],
  [/\{%-?[ \t]*\w/, 'a Jinja template'],
  [/\{\{-?[ \t]*(\.|\$|if |else|end\b|range |with |template |define |include )/, 'a Go template'],
  [/^/, 'a template with {{…}}'],
]
