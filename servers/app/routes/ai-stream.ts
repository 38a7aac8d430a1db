import { sendJson } from '../answers.ts'
import type { App, Route } from '../app.ts'
import { encode } from '../encoder.ts'
import { answerTo, tokensOf } from '../model-answer.ts'

/** `GET /sse/ai/stream?prompt=`: a response token by token, then `done`. Ids count from 0; the id of `done` is the last. */
export function aiStreamRoute(app: App): Route {
  return {
    method: 'GET',
    path: '/sse/ai/stream',
    about: '?prompt=…: an answer, token by token',
    kind: 'stream',
    handle({ query, response, lastEventId, openStream }) {
      const prompt = query.get('prompt') ?? ''
      if (prompt === '') return sendJson(response, 400, { error: 'prompt is missing: ?prompt=…' })
      const tokens = tokensOf(answerTo(prompt))
      let next = /^\d{1,15}$/.test(lastEventId ?? '') ? Number(lastEventId) + 1 : 0
      if (next > tokens.length) {
        // The client has received everything. EventSource reconnects after every end; a 204 makes it stop (WHATWG HTML §9.2.3).
        response.writeHead(204).end()
        return
      }
      const stream = openStream()
      if (stream === undefined) return
      stream.send(encode({ retry: app.options.retry }))
      const send = () => {
        const token = tokens[next]
        if (token === undefined) {
          stream.send(encode({ id: next, event: 'done', data: JSON.stringify({ done: true }) }))
          return stream.end()
        }
        stream.send(encode({ id: next++, event: 'token', data: JSON.stringify({ token, done: false }) }))
      }
      const timer = setInterval(send, app.options.paces.token)
      stream.onLeave(() => clearInterval(timer))
    },
  }
}
