/** Lines of a configuration, with what the report has about each. Pure. */
import type { ConfigText } from './packed.ts'
import type { ShownProfile } from './unpack-report.ts'

export interface Note {
  /** `responsible`: the report names the line; `timer`: a limit that it sets; `substituted`: replaced for the sandbox. */
  readonly kind: 'responsible' | 'timer' | 'substituted'
  readonly text: string
}

export interface ConfigLine {
  readonly number: number
  readonly text: string
  readonly notes: readonly Note[]
}

/** @param said texts of the report that may name a line, as `file:line` */
export function configLines(config: ConfigText, profile: ShownProfile, said: readonly string[]): ConfigLine[] {
  const notes = new Map<number, Note[]>()
  const add = (where: string, note: Note): void => {
    const line = lineIn(where, config.file)
    if (line === undefined) return
    const known = notes.get(line) ?? []
    if (!known.some(({ text }) => text === note.text)) notes.set(line, [...known, note])
  }
  for (const text of said) {
    for (const [where] of text.matchAll(/[\w.@/-]+\.conf:\d+/g)) add(where, { kind: 'responsible', text })
  }
  for (const { where, directive, ms, limits, note } of profile.timers) {
    add(where, {
      kind: 'timer',
      text: `${directive}: ${ms / 1000} s (${limits})${note === undefined ? '' : `; ${note}`}`,
    })
  }
  for (const { where, was, is, why } of profile.replaced) {
    add(where, {
      kind: 'substituted',
      text: `runs ${is === '' ? 'without this line' : `with "${bare(is)}" instead of "${bare(was)}"`}: ${why}`,
    })
  }
  const lines = config.text.replace(/\n$/, '').split('\n')
  return lines.map((text, index) => ({ number: index + 1, text, notes: notes.get(index + 1) ?? [] }))
}

/** Without the semicolon of a directive, which would be read as one of the sentence. */
const bare = (text: string): string => text.trim().replace(/;$/, '')

/** Line number, where it is one of that file. */
function lineIn(where: string, file: string): number | undefined {
  const [, name, line] = /^(.*):(\d+)$/.exec(where) ?? []
  return name === file || name?.endsWith(`/${file}`) ? Number(line) : undefined
}
