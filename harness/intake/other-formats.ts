/** Files that are no configuration of a known product, but are often given for one: what each is, and what to give instead. Pure. */

export interface OtherFormat {
  /** With its article: `a Kubernetes manifest (Ingress)`. */
  readonly what: string
  /** Line that shows it, from 1. */
  readonly line: number
  readonly advice: string
}

const RUNNING_POD =
  'give what the pod runs with: kubectl exec <pod> -- nginx -T > nginx.conf, then check that file. An ingress controller writes it from all manifests and its own defaults'

interface Format {
  readonly name?: RegExp
  readonly text: RegExp
  readonly what: (match: RegExpExecArray, text: string) => string
  readonly advice: string
}

/** The first that fits. `text` matches the line that is named. */
const FORMATS: readonly Format[] = [
  {
    text: /^kind:[ \t]*["']?(\w+)/m,
    what: ([, kind]) => `a Kubernetes manifest (${kind})`,
    advice: RUNNING_POD,
  },
  {
    name: /(^|\/)Chart\.ya?ml$/,
    text: /^name:/m,
    what: () => 'a Helm chart',
    advice: `render it first: helm template; or ${RUNNING_POD}`,
  },
  {
    name: /\.ya?ml$/,
    text: /^services:[ \t]*(#.*)?$/m,
    what: () => 'a compose file',
    advice: 'give the folder that holds it, or the proxy configuration that it mounts into the container',
  },
  {
    name: /\.(ya?ml|toml)$/,
    text: /^(?:entryPoints:|\[entryPoints|(?:http|tcp):[ \t]*\n[ \t]+(?:routers|services|middlewares):|\[http\.)/m,
    what: () => 'a configuration of Traefik',
    advice: 'only nginx and Apache are tested here; measure at the running proxy with curl -N',
  },
  {
    name: /\.(ya?ml|json)$/,
    text: /^[ \t{"]*static_resources"?:/m,
    what: () => 'a configuration of Envoy',
    advice: 'only nginx and Apache are tested here; measure at the running proxy with curl -N',
  },
  {
    name: /(^|\/)values[^/]*\.ya?ml$/,
    text: /^[\w-]+:/m,
    what: () => 'values of a Helm chart',
    advice: `they are only parts of what is rendered; ${RUNNING_POD}`,
  },
  {
    name: /(^|\/)Caddyfile[^/]*$|\.caddy(file)?$/i,
    text: /./,
    what: () => 'a Caddyfile',
    advice:
      'only nginx and Apache are tested here. Caddy does not buffer event streams; measure at the running proxy with curl -N',
  },
  {
    text: /^[ \t]+reverse_proxy[ \t]/m,
    what: () => 'a Caddyfile',
    advice:
      'only nginx and Apache are tested here. Caddy does not buffer event streams; measure at the running proxy with curl -N',
  },
  {
    text: /^(?:frontend|backend|listen)[ \t]+[\w.-]+[ \t]*$|^defaults[ \t]*(#.*)?$/m,
    what: () => 'a configuration of HAProxy',
    advice:
      'only nginx and Apache are tested here. HAProxy closes idle streams after `timeout client` and `timeout server`; measure at the running proxy with curl -N',
  },
]

/** @param name from the folder, or as it was given */
export function otherFormat(name: string, text: string): OtherFormat | undefined {
  for (const { name: names, text: shape, what, advice } of FORMATS) {
    const match = names === undefined || names.test(name) ? shape.exec(text) : null
    if (match !== null) return { what: what(match, text), line: lineAt(text, match.index), advice }
  }
  return undefined
}

const RENDER =
  'render it first and check the result; where it runs already, `nginx -T` or the files in the container are the result'

/** Placeholders of template languages, on one line; `${NAME}` is filled in here, and is none of them. */
const PLACEHOLDER = /\{\{-?[ \t]*[\w.$#/>!("'`][^\n]*?\}\}|\{%-?[ \t]*\w[^\n]*?%\}|<%[=-]?[ \t]*[@\w][^\n]*?%>/

/** A template whose parts stand in comments is none. */
export function templateIn(text: string): OtherFormat | undefined {
  const lines = text.split('\n')
  const line = lines.findIndex((each) => PLACEHOLDER.test(each.replace(/^[ \t]*#.*/, '')))
  if (line < 0) return undefined
  return { what: `${languageOf(text)} that was not rendered`, line: line + 1, advice: RENDER }
}

function languageOf(text: string): string {
  if (/<%[=-]?[ \t]*[@\w]/.test(text)) return 'an ERB template'
  if (/\{%-?[ \t]*\w/.test(text)) return 'a Jinja template'
  if (/\{\{-?[ \t]*(\.|\$|if |else|end\b|range |with |template |define |include )/.test(text)) return 'a Go template'
  return 'a template with {{…}}'
}

const lineAt = (text: string, index: number): number => text.slice(0, index).split('\n').length
