import { readJson, sendJson } from '../answers.ts'
import type { App, Asked, Route } from '../app.ts'
import { faultOfChat, speak } from '../chat/built-in.ts'
import { forwardChat } from '../chat/forward.ts'

/** `POST /sse/ai/chat`: OpenAI's chat completions, streamed; errors have OpenAI's shape as well. */
export function aiChatRoute(app: App): Route {
  const handle = async (asked: Asked) => {
    const { request, response } = asked
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
    // OpenAI's own clients ask for a stream with `Accept: application/json`.
    kind: 'plain',
    handle,
  }
}
