/** The strings of a report. Pure. */

/** Recognised by its contents, so that fields that are added later are covered. */
export const isDiff = (text: string): boolean => /^--- [^\n]*\n\+\+\+ /.test(text)
