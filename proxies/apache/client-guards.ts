/** Rules and `<If>` sections that refuse clients without a token, a cookie or an address: see `_kit/client-guards.ts`. */
import type { ConfigEdits } from '../../harness/config/parsed-edits.ts'
import { ANYBODY, isProof, isRedirect, isRefusal } from '../_kit/client-guards.ts'
import { arg, type Directive } from './config.ts'
import { type Looks, looksAt, withConditions, wordsOf } from './dependent-variables.ts'
import { rulesLeaver } from './leave-out-rule.ts'
import { flagsOf } from './places.ts'
import { walk } from './tree.ts'

const PROOF =
  /%\{(REMOTE_(ADDR|USER|HOST)|CONN_REMOTE_ADDR|SSL(:SSL)?_CLIENT_\w+)\}|^remote_(addr|host)\b|(^|\s)-[RT]\s/i
/** Header fields in every form in which they are named: `%{HTTP:X}`, `%{HTTP_X}`, `req('X')`, `SetEnvIf X`. */
const FIELD =
  /%\{(?:HTTP|REQ(?:_NOVARY)?):\s*([\w-]+)\}|%\{HTTP_([A-Z_]+)\}|(?:req|http|req_novary)\(\s*["']([\w-]+)|^([A-Za-z][\w-]*)$/gi
const QUERY = /%\{QUERY_STRING\}/i

const looksAtProof: Looks = (text) =>
  PROOF.test(text) ||
  [...text.matchAll(FIELD)].some(([, ...names]) => isProof((names.find(Boolean) ?? '').replaceAll('_', '-')))

interface Guards {
  /** Rules with the conditions that belong to them, and lines in `<If>`. */
  readonly found: readonly { readonly directive: Directive; readonly conditions: readonly Directive[] }[]
}

function guardsIn(top: readonly Directive[]): Guards {
  const byProof = looksAt(top, looksAtProof)
  const byQuery: Looks = (text) => byProof(text) || QUERY.test(text)
  const isGuard = (answer: Directive, texts: readonly string[]): boolean =>
    (refuses(answer) && texts.some(byQuery)) || (redirects(answer) && texts.some(byProof))
  const sections = [{ section: top }, ...walk(top)].flatMap(({ section = [] }) => [...withConditions(section)])
  const rules = sections.filter(
    ({ directive, conditions }) => directive.key === 'rewriterule' && isGuard(directive, conditions.map(wordsOf)),
  )
  const inIf = [...walk(top)]
    .filter(({ key, section }) => section !== undefined && /^(if|elseif)$/.test(key))
    .flatMap((section) => [...walk(section.section ?? [])].filter((one) => isGuard(one, [wordsOf(section)])))
  return { found: [...rules, ...inIf.map((directive) => ({ directive, conditions: [] }))] }
}

/** Rules that are such guards. @param directives of one server */
export const clientGuardRules = (directives: readonly Directive[]): ReadonlySet<Directive> =>
  new Set(guardsIn(directives).found.map(({ directive }) => directive))

export function dropClientGuards(top: readonly Directive[], edits: ConfigEdits): void {
  const leaveOut = rulesLeaver(top, edits)
  for (const { directive, conditions } of guardsIn(top).found) leaveOut(directive, conditions, ANYBODY)
}

const statusOf = (directive: Directive): number => {
  if (/^redirect(match)?$/.test(directive.key)) return /^\d+$/.test(arg(directive)) ? Number(arg(directive)) : 302
  if (/^redirect(permanent|temp)$/.test(directive.key)) return 302
  if (directive.key !== 'rewriterule') return 0
  const flags = flagsOf(directive)
  if (flags.some((flag) => /^(F|forbidden)$/i.test(flag))) return 403
  if (flags.some((flag) => /^(G|gone)$/i.test(flag))) return 410
  const status = flags.map((flag) => /^(?:R|redirect)(?:=(\w+))?$/i.exec(flag)).find((found) => found !== null)
  return status === undefined || status === null ? 0 : Number(status[1] ?? 302) || 302
}

const refuses = (directive: Directive): boolean => isRefusal(statusOf(directive))
const redirects = (directive: Directive): boolean => isRedirect(statusOf(directive))
