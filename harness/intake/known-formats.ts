/**
 * Formats that are no configuration of a known product, but are often given for one. One more is one more entry here. Pure data.
 */

/** What to give in the place of such a file; `other-formats.ts` has the sentences. */
export type Instead = 'running-pod' | 'rendered-chart' | 'chart-values' | 'mounted-configuration' | 'measure'

export interface KnownFormat {
  /** The product whose configuration it is: an adapter of that name reads it, and the entry is passed over. */
  readonly product?: string
  /** Names of such files; absent where any name will do. */
  readonly name?: RegExp
  /** Matches the line that shows it. */
  readonly text: RegExp
  /** With its article; `$1` stands for the first group of `text`. */
  readonly what: string
  readonly instead: Instead
  /** What is known of the product and helps without a test, as a sentence. */
  readonly fact?: string
}

const CADDY = {
  product: 'caddy',
  what: 'a Caddyfile',
  instead: 'measure',
  fact: 'Caddy does not buffer event streams',
} as const

/** The first that fits. */
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
]

/** Names of files that say what a folder is, where it has no configuration. */
export const TELLING_FILES = /\.(ya?ml|toml|json|cfg)$|(^|\/)Caddyfile/i

/** Names of compose files, best first. */
export const COMPOSE_FILES: readonly string[] = [
  'compose.yaml',
  'compose.yml',
  'docker-compose.yml',
  'docker-compose.yaml',
]

/** Placeholders of template languages, on one line; `${NAME}` is filled in by us, and is none of them. */
export const PLACEHOLDER = /\{\{-?[ \t]*[\w.$#/>!("'`][^\n]*?\}\}|\{%-?[ \t]*\w[^\n]*?%\}|<%[=-]?[ \t]*[@\w][^\n]*?%>/

/** The first that fits; the last fits any. */
export const TEMPLATE_LANGUAGES: readonly (readonly [RegExp, string])[] = [
  [/<%[=-]?[ \t]*[@\w]/, 'an ERB template'],
  [/\{%-?[ \t]*\w/, 'a Jinja template'],
  [/\{\{-?[ \t]*(\.|\$|if |else|end\b|range |with |template |define |include )/, 'a Go template'],
  [/^/, 'a template with {{…}}'],
]
