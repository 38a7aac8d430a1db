import type { HeaderField } from '../model/index.ts'

/** Names of the fields with a character that no field value may have: RFC 9110 §5.5. A tab is allowed. */
export const fieldsWithControlCharacters = (headers: readonly HeaderField[]): string[] =>
  headers
    .filter(([, value]) => [...value].some((one) => (one < ' ' && one !== '\t') || one === '\x7f'))
    .map(([name]) => name)
