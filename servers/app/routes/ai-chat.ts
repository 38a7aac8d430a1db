import { refusalOfChat } from '../access/authorize.ts'
import { readJson, sendJson } from '../answers.ts'
import type { App, Asked, Route } from '../app.ts'
import { faultOfChat, speak } from '../chat/built-in.ts'
import { forwardChat } from '../chat/forward.ts'

/** OpenAI's names. */
const ERROR_TYPES = { 401: 'authentication_error', 403: 'permission_error', 429: 'rate_limit_error' } as const

/** `POST /sse/ai/chat`: OpenAI's chat completions, streamed; errors have OpenAI's shape as well. */
export function aiChatRoute(app: App): Route {
  const handle = async (asked: Asked) => {
    const { request, response } = asked
    const refusal = refusalOfChat(app, asked)
    if (refusal) {
      const error = { message: refusal.reason, type: ERROR_TYPES[refusal.status] }
      return sendJson(response, refusal.status, { error }, refusal.headers)
    }
    const body = await readJson(request, app.options.maxBody)
    if (body === undefined) return
    const refuse = (status: number, message: string) =>
      sendJson(response, status, { error: { message, type: 'invalid_request_error' } })
    if ('reason' in body) return refuse(body.status, body.reason)
    const fault = faultOfChat(body.value)
    if (fault !== undefined) return refuse(400, fault)
    const chat = body.value as Record<string, unknown>
    const { openai } = app.options
    if (openai) await forwardChat(app, openai, chat, asked)
    else await speak(app, chat, asked)
  }
  return {
    method: 'POST',
    path: '/sse/ai/chat',
    about: "a chat in OpenAI's wire format, streamed",
    // OpenAI's own clients request a stream with `Accept: application/json`.
    kind: 'plain',
    handle,
  }
}
