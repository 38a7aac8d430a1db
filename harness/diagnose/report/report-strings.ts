/** The strings of a report. Pure. */

/** By what it holds: a field that is added later may be one. */
export const isDiff = (text: string): boolean => /^--- [^\n]*\n\+\+\+ /.test(text)
