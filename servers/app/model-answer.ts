const GRAPHEMES = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/** The text of the built-in model's response: the same for the same prompt, so that a response can be resumed. */
export function answerTo(prompt: string): string {
  return `You asked: “${prompt}”. This answer comes from a model that only repeats the question, one token after the other.`
}

/** Its tokens: whole grapheme clusters, so that no flag, accent or family emoji is split. */
export function tokensOf(text: string): string[] {
  return Array.from(GRAPHEMES.segment(text), ({ segment }) => segment)
}
