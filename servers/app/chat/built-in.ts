import { randomUUID } from 'node:crypto'
import type { App, Asked } from '../app.ts'
import { encode } from '../encoder.ts'
import { answerTo, tokensOf } from '../model-answer.ts'

/** The end of every stream in OpenAI's format. */
export const DONE = '[DONE]'

/** Maximum length of a model's name, which is repeated with every token. */
const MAX_MODEL = 200

/** Why a body is not a chat that can be streamed; undefined if it is one. */
export function faultOfChat(body: unknown): string | undefined {
  const { messages, stream } = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>
  if (stream === false) return 'stream is false: answers are streamed only here'
  if (!Array.isArray(messages) || messages.length === 0) return 'messages is missing: it has to be a list'
  const isMessage = (message: unknown) =>
    typeof message === 'object' && message !== null && typeof (message as { role?: unknown }).role === 'string'
  return messages.every(isMessage) ? undefined : 'a message has no role'
}

/** The built-in model: responds to the last message, in chunks of OpenAI's format (API reference, "Chat completions, streaming"). */
export async function speak(app: App, chat: Readonly<Record<string, unknown>>, { openStream }: Asked): Promise<void> {
  const messages = chat.messages as readonly { content?: unknown }[]
  const tokens = tokensOf(answerTo(textOf(messages.at(-1)?.content)))
  const stream = openStream()
  if (stream === undefined) return
  const head = {
    id: `chatcmpl-${randomUUID()}`,
    object: 'chat.completion.chunk',
    created: Math.floor(Date.now() / 1000),
    model: typeof chat.model === 'string' ? chat.model.slice(0, MAX_MODEL) : 'built-in',
  }
  const send = (delta: object, finish_reason: string | null = null) =>
    stream.send(encode({ data: JSON.stringify({ ...head, choices: [{ index: 0, delta, finish_reason }] }) }))

  send({ role: 'assistant', content: '' })
  let next = 0
  const timer = setInterval(() => {
    const content = tokens[next++]
    if (content !== undefined) return send({ content })
    send({}, 'stop')
    stream.send(encode({ data: DONE }))
    stream.end()
  }, app.options.paces.token)
  stream.onLeave(() => clearInterval(timer))
}

/** The text of a message: a plain string, or the text parts of a list of parts. */
function textOf(content: unknown): string {
  if (typeof content === 'string') return content
  if (!Array.isArray(content)) return ''
  return content.map((part) => (typeof part?.text === 'string' ? part.text : '')).join('')
}
