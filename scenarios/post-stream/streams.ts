export const STREAM = 'chat'

/** The body that a chat client posts: text in several scripts, so that a change of its encoding is detected. */
export const BODY = JSON.stringify({
  model: 'any',
  stream: true,
  messages: [
    { role: 'system', content: 'Answer briefly.' },
    { role: 'user', content: 'Grüße, 世界 👩‍🚀: what is 1 + 1, "exactly"?' },
  ],
})

const TOKENS = ['One', ' plus', ' one', ' is', ' exactly', ' two', '.']

/** One block for each token, and the final [DONE]. */
export const BLOCKS: readonly string[] = [
  ...TOKENS.map((content) => `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content } }] })}\n\n`),
  'data: [DONE]\n\n',
]
