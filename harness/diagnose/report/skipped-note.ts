/** The note of a report about scenarios that did not run. It is written here, and parsed here where only their number is needed. Pure. */

const BEGIN = 'Skipped by default: '

export const skippedNote = (scenarios: readonly { readonly id: string }[]): string =>
  `${BEGIN}${scenarios.map(({ id }) => id).join(', ')}. \`--all\` includes them.`

export const isSkippedNote = (note: string): boolean => note.startsWith(BEGIN)

export const skippedCount = (notes: readonly string[]): number =>
  notes.filter(isSkippedNote).flatMap((note) => note.slice(BEGIN.length).split('. ')[0]?.split(', ') ?? []).length
