/** Recognises files that are not a configuration of a known product: what each is, and what to pass instead. Pure. */
import { type Adapter, SseCompatError } from '../model/index.ts'
import { mountsInCompose } from './compose.ts'
import { type Instead, KNOWN_FORMATS, TEMPLATE_LANGUAGES } from './known-formats.ts'
import { languagesOf } from './known-names.ts'
import { titlesOf } from './which-product.ts'

export interface OtherFormat {
  /** With its article: `a Kubernetes manifest (Ingress)`. */
  readonly what: string
  /** Number of the line that identifies it, from 1. */
  readonly line: number
  readonly advice: string
  /** Absent for a template. */
  readonly instead?: Instead
}

/** @param name relative to the folder, or as the user gave it */
export function otherFormat(name: string, text: string, adapters: readonly Adapter[]): OtherFormat | undefined {
  const isRead = (product?: string): boolean =>
    adapters.some((adapter) => adapter.product === product && adapter.language !== undefined)
  for (const format of KNOWN_FORMATS.filter(({ product }) => !isRead(product))) {
    const match = format.name === undefined || format.name.test(name) ? format.text.exec(text) : null
    if (match === null) continue
    const what = format.what.replace('$1', match[1] ?? '')
    const fact = format.fact === undefined ? '' : `. ${format.fact}`
    return {
      what,
      line: lineAt(text, match.index),
      advice: ADVICE[format.instead](adapters, fact),
      instead: format.instead,
    }
  }
  return undefined
}

/** `nginx -T`, and the main file that its output can be saved as; undefined where no product has such a command. */
const printing = (adapters: readonly Adapter[]): { readonly command: string; readonly file: string } | undefined =>
  adapters.flatMap(({ language }) => {
    const [file] = language?.mainFiles ?? []
    return language?.printCommand === undefined || file === undefined ? [] : [{ command: language.printCommand, file }]
  })[0]

function runningPod(adapters: readonly Adapter[]): string {
  const print = printing(adapters)
  const how =
    print === undefined ? '' : `: \`kubectl exec <pod> -- ${print.command} > ${print.file}\`, then check that file`
  return `give what the pod runs with${how}. An ingress controller writes it from all manifests and its own defaults`
}

const ADVICE: Readonly<Record<Instead, (adapters: readonly Adapter[], fact: string) => string>> = {
  'running-pod': runningPod,
  'rendered-chart': (adapters) => `render it first: helm template; or ${runningPod(adapters)}`,
  'chart-values': (adapters) => `they are only parts of what is rendered; ${runningPod(adapters)}`,
  'mounted-configuration': () =>
    'give the folder that holds it, or the proxy configuration that it mounts into the container',
  'named-files': () => 'give the files that it names: the folder that holds them',
  'written-files': () =>
    'give the configuration that it copies or writes, in a file of its own: of a here-document what is between `<<EOF` and `EOF`, without the escapes',
  measure: (adapters, fact) =>
    `only ${titlesOf(adapters, 'and')} are tested here${fact}; measure at the running proxy: \`sse-compat probe <url>\``,
}

/** For a folder that was given: none of its other files is a configuration, and its compose file leads to none. */
export function mountsNone(key: string, text: string, adapters: readonly Adapter[], line: number): SseCompatError {
  const images = languagesOf(adapters).flatMap(({ imageNames }) => imageNames)
  const inline = text.split('\n').findIndex((each) => /^[ \t]+content:[ \t]*[|>]/.test(each))
  const sources = mountsInCompose(text, images).map(({ source }) => source)
  const titles = titlesOf(adapters, 'or')
  const print = printing(adapters)
  const how = print === undefined ? '' : `; a running one prints it: \`docker compose exec <service> ${print.command}\``
  if (sources.length === 0 && inline >= 0)
    return new SseCompatError('other-format', 'this is a compose file, and it has the text of a file in it', {
      where: `${key}:${inline + 1}`,
      advice: `write that text to a file, without its indentation, and give the file if it is a configuration of ${titlesOf(adapters, 'or')}`,
    })
  return new SseCompatError(
    'other-format',
    sources.length === 0
      ? `this is a compose file, and no service in it mounts a configuration of ${titles}`
      : `this is a compose file, and what its services mount (${sources.join(', ')}) is no configuration of ${titles}, or not in this folder`,
    { where: `${key}:${line}`, advice: `give the configuration of the proxy itself, a file or a folder${how}` },
  )
}

/** Advice for a user who passed an address. */
export function adviceForAddress(adapters: readonly Adapter[]): string {
  const product = adapters.find(({ language }) => language?.printCommand !== undefined)
  const how =
    product === undefined
      ? ''
      : ` (a running ${product.title} prints all of it with \`${product.language?.printCommand}\`)`
  return `give the configuration of the proxy behind it${how}, or measure at its address: \`sse-compat probe <url>\``
}

/**
 * A file whose template placeholders are only in comments is not a template.
 * @param adapters the product that the result is for, or all
 */
export function templateIn(text: string, adapters: readonly Adapter[]): OtherFormat | undefined {
  const lines = text.split('\n').map((each) => each.replace(/^[ \t]*#.*/, ''))
  const line = lines.findIndex((each) => TEMPLATE_LANGUAGES.some(([placeholder]) => placeholder.test(each)))
  if (line < 0) return undefined
  const [, what = ''] = TEMPLATE_LANGUAGES.find(([placeholder]) => lines.some((each) => placeholder.test(each))) ?? []
  const print = printing(adapters)
  const result = print === undefined ? 'the files' : `\`${print.command}\` or the files`
  const advice = `render it first and check the result; where it runs already, ${result} that it runs with are the result`
  return { what: `${what} that was not rendered`, line: line + 1, advice }
}

const lineAt = (text: string, index: number): number => text.slice(0, index).split('\n').length
