/** The note of a report that names the scenarios which were not run: written here, and read here where only their number is wanted. Pure. */

const BEGIN = 'Skipped by default: '

export const skippedNote = (scenarios: readonly { readonly id: string }[]): string =>
  `${BEGIN}${scenarios.map(({ id }) => id).join(', ')}. \`--all\` includes them.`

export const isSkippedNote = (note: string): boolean => note.startsWith(BEGIN)

export const skippedCount = (notes: readonly string[]): number =>
  notes.filter(isSkippedNote).flatMap((note) => note.slice(BEGIN.length).split('. ')[0]?.split(', ') ?? []).length
