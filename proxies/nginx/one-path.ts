/** A change of a location that serves a whole site or a part of it, made in a new location for one path: the rest stays as it is. Pure. */
import { applyChange, mergeChanges, putBefore } from '../../harness/config/text-edits.ts'
import type { Candidate, Change, TextEdit } from '../../harness/model/index.ts'
import type { Directive } from './config.ts'
import type { Scope } from './scope.ts'

/**
 * A copy of the location with the change made, in front of it: what a location sets is not inherited by its neighbours.
 * @param path `/sse/`, or `/events` for that path alone
 * @returns undefined where the location is for that path already or is no plain prefix, holds other locations, or the change is elsewhere; and
 *   where the server has a location for the path: nginx refuses a second one
 */
export function forOnePath(
  { tree, location, levels }: Scope,
  items: readonly Candidate[],
  path: string,
): Change | undefined {
  const change = mergeChanges(items.map((item) => item.change))
  const { opening } = location ?? {}
  const prefix = location === undefined ? undefined : prefixOf(location)
  if (location === undefined || opening === undefined || change === undefined || prefix === undefined) return undefined
  if (location.block?.some(({ name }) => name === 'location') === true || !isBelow(path, prefix)) return undefined
  if (levels.flat().some((one) => one !== location && isFor(one, path))) return undefined
  const text = tree[location.file] ?? ''
  const isInside = ({ file, start, end }: TextEdit): boolean =>
    file === location.file && start >= opening.end && end <= location.end
  const inside = change.filter(isInside)
  if (inside.length === 0) return undefined
  const edits = [...inside, ...longerTargets(location, path.slice(prefix.length))]
  const start = opening.end
  const [[, body = ''] = []] = Object.entries(
    applyChange(
      { body: text.slice(start, location.end) },
      edits.map((edit) => ({ ...edit, file: 'body', start: edit.start - start, end: edit.end - start })),
    ),
  )
  const head = `location ${path.endsWith('/') ? '' : '= '}${path} {`
  return [...change.filter((edit) => !isInside(edit)), putBefore(tree, location, [head + body])]
}

/** A location for the path, with any modifier: `^~`, `=`. */
const isFor = ({ name, args }: Directive, path: string): boolean =>
  name === 'location' && (args.at(-1)?.text ?? '').replace(/\/$/, '') === path.replace(/\/$/, '')

/** Of a location that is a plain prefix. */
const prefixOf = ({ args }: Directive): string | undefined =>
  args.length === 1 && /^\/[\w./-]*$/.test(args[0]?.text ?? '') ? args[0]?.text : undefined

/** And not the location itself. */
const isBelow = (path: string, prefix: string): boolean =>
  /^\/[\w./-]+$/.test(path) && path.startsWith(prefix) && path !== prefix && path !== `${prefix}/`

/** `proxy_pass http://app/v1/` replaces the location's `/` with `/v1/`: for a longer location it becomes longer. */
/** @param rest of the path behind the location's own */
function longerTargets({ block = [] }: Directive, rest: string): TextEdit[] {
  return block.flatMap(({ name, args: [target] }) => {
    if (name !== 'proxy_pass' || target === undefined || target.text.includes('$')) return []
    if (!/^\w+:\/\/[^/]+\//.test(target.text)) return []
    const quote = target.end - target.start > target.text.length ? 1 : 0
    const at = target.end - quote
    return [{ file: target.file, start: at, end: at, text: rest }]
  })
}
