const GRAPHEMES = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/** What the built-in model says: the same for the same prompt, so that an answer can be resumed. */
export function answerTo(prompt: string): string {
  return `You asked: “${prompt}”. This answer comes from a model that only repeats the question, one token after the other.`
}

/** Its tokens: whole grapheme clusters, so no flag, accent or family falls apart on its way. */
export function tokensOf(text: string): string[] {
  return Array.from(GRAPHEMES.segment(text), ({ segment }) => segment)
}
