/** Recognises hops by header fields, and by the response to a request that is not valid HTTP. Pure. */
import type { HeaderField } from '../model/index.ts'
import type { KnownHop } from './known-hops.ts'

export interface RecognisedHop {
  readonly hop: KnownHop
  /** The evidence: a field as `name: value`, or the response's status line. */
  readonly by: string
  /** Other hops with the same evidence, so that it may be one of them. */
  readonly or: readonly KnownHop[]
  /** It may be one of these variants, which have no evidence of their own. */
  readonly kinds: readonly KnownHop[]
}

/** @param errorAnswer of the hop next to the client, head and body; undefined where it was not requested */
export function recognise(
  hops: readonly KnownHop[],
  headers: readonly HeaderField[],
  errorAnswer?: string,
): RecognisedHop[] {
  const byField = hops.flatMap((hop) => {
    const shown = headers.find(([name, value]) =>
      hop.recognise.some(({ field, matches }) => name.toLowerCase() === field && (matches?.test(value) ?? true)),
    )
    return shown === undefined ? [] : [{ hop, by: `${shown[0]}: ${shown[1]}` }]
  })
  const named = new Set(byField.flatMap(({ hop }) => hop.variantOf ?? []))
  const found = byField.filter(({ hop }) => !named.has(hop.id)).map((one) => ({ ...one, or: [] as KnownHop[] }))
  const [first, ...or] = errorAnswer === undefined ? [] : hops.filter((hop) => hop.errorAnswer?.test(errorAnswer))
  const isKnown = [first, ...or].some((hop) => byField.some((one) => one.hop === hop))
  const status = /^HTTP\/[^\r\n]*/.exec(errorAnswer ?? '')?.[0] ?? ''
  const all =
    first === undefined || isKnown
      ? found
      : [...found, { hop: first, by: `its answer to an invalid request, ${status}`, or }]
  return all.map((one) => ({
    ...one,
    kinds: hops.filter(({ variantOf, recognise }) => variantOf === one.hop.id && recognise.length === 0),
  }))
}
