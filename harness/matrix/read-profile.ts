/** Parses a profile: one real configuration, described by its first comment block. */

import type { ConfigTree, HeaderField, Profile } from '../model/index.ts'
import { SseCompatError } from '../model/index.ts'

const KEYS = ['title', 'why', 'source', 'tags', 'origin', 'upstream', 'hops'] as const
type Key = (typeof KEYS)[number]

interface Entry {
  readonly key: Key
  readonly line: number
  value: string
}

/**
 * The first comment block contains `# key: value` lines; a line that is indented by three or more spaces after the `#` continues
 * the previous value. Keys: `title`, `why`, `source`, `tags` (a, b), `origin` (a header field that the application adds; may be
 * repeated), `upstream` (the kind of origin, where it is not HTTP), `hops` (for a chain, its profiles, client first:
 * nginx/defaults, apache/defaults). All are optional, as in a file that a user just adds to the folder: the title is then the
 * file's name. A block that starts with other words is an ordinary comment and is ignored.
 * @param proxy product, e.g. `nginx`
 * @param file path from the repository's top
 * @param config the whole tree, when the profile is more than one file; its first entry is the profile
 * @throws SseCompatError `bad-config` with file:line for an unknown or repeated key, an empty value or a malformed header field
 */
export function readProfile(proxy: string, id: string, file: string, text: string, config?: ConfigTree): Profile {
  const entries = readEntries(text, file)
  const value = (key: Key) => entries.find((entry) => entry.key === key)?.value
  const listed = (key: Key) =>
    (value(key) ?? '')
      .split(',')
      .map((one) => one.trim())
      .filter(Boolean)
  const name = file.split('/').at(-1) ?? file
  const hops = listed('hops')
  const upstream = value('upstream')
  return {
    proxy,
    id,
    title: value('title') ?? name,
    why: value('why') ?? '',
    source: value('source') ?? '',
    tags: listed('tags'),
    originHeaders: entries.filter(({ key }) => key === 'origin').map((entry) => headerField(entry, file)),
    config: config ?? { [name]: text },
    file,
    ...(upstream === undefined ? {} : { upstream }),
    ...(hops.length === 0 ? {} : { hops }),
  }
}

function readEntries(text: string, file: string): Entry[] {
  const entries: Entry[] = []
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/)
  const first = lines.findIndex((line) => line.trim() !== '')
  for (const [index, line] of lines.entries()) {
    if (index < first) continue
    const comment = /^\s*#(.*)$/.exec(line)?.[1]
    if (comment === undefined) break
    const where = `${file}:${index + 1}`
    const last = entries.at(-1)
    if (last !== undefined && /^(\s{3,}|\t)\S/.test(comment)) {
      last.value += ` ${comment.trim()}`
      continue
    }
    if (comment.trim() === '') continue
    const [, key, value = ''] = /^\s*([A-Za-z][\w-]*):(?:\s+(.*))?$/.exec(comment) ?? []
    if (key === undefined) {
      if (last === undefined) return []
      throw new SseCompatError('bad-config', `"${comment.trim()}" is no \`key: value\``, {
        where,
        advice: 'indent it by three blanks to go on with the line before, or put an empty line in front of it',
      })
    }
    if (!isKey(key)) {
      if (last === undefined) return []
      throw new SseCompatError('bad-config', `a profile has no key "${key}"`, {
        where,
        advice: `its keys are ${KEYS.join(', ')}`,
      })
    }
    if (value.trim() === '') throw new SseCompatError('bad-config', `"${key}" has no value`, { where })
    if (key !== 'origin' && entries.some((entry) => entry.key === key)) {
      throw new SseCompatError('bad-config', `"${key}" is there twice`, { where })
    }
    entries.push({ key, line: index + 1, value: value.trim() })
  }
  return entries
}

function isKey(word: string): word is Key {
  return (KEYS as readonly string[]).includes(word)
}

/** RFC 9110 §5.1 (name) and §5.5 (value). */
function headerField(entry: Entry, file: string): HeaderField {
  const [, name, value] = /^([!#$%&'*+.^_`|~\w-]+):\s*(.*)$/.exec(entry.value) ?? []
  if (name === undefined || value === undefined) {
    throw new SseCompatError('bad-config', `"${entry.value}" is no header field`, {
      where: `${file}:${entry.line}`,
      advice: 'write it as `# origin: X-Accel-Buffering: no`',
    })
  }
  return [name, value]
}
