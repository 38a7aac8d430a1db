import type { App, Route } from '../app.ts'
import { encode } from '../encoder.ts'

const TYPES = ['notification', 'alert', 'system', 'progress'] as const

function dataOf(type: (typeof TYPES)[number], id: number): unknown {
  switch (type) {
    case 'notification':
      return { message: `New message #${id}`, type: 'info' }
    case 'alert':
      return { message: 'System alert', level: 'warning' }
    case 'system':
      return { status: 'running', uptime: id * 60 }
    case 'progress':
      return { completed: Math.min(id * 10, 100), total: 100 }
  }
}

/** The id after the client's last one. An id that is not a whole number must not fail the request: it counts as none. */
function firstId(lastEventId: string | undefined): number {
  return lastEventId !== undefined && /^\d{1,15}$/.test(lastEventId) ? Number(lastEventId) + 1 : 0
}

/** `GET /sse/notifications`: an event of one of four types, immediately and then every 3 s, numbered on from Last-Event-ID. */
export function notificationsRoute(app: App): Route {
  return {
    method: 'GET',
    path: '/sse/notifications',
    about: 'one of four types of event, every 3 s',
    kind: 'stream',
    handle({ openStream, lastEventId }) {
      const stream = openStream()
      if (stream === undefined) return
      let id = firstId(lastEventId)
      const send = () => {
        const event = TYPES[Math.floor(Math.random() * TYPES.length)] ?? 'notification'
        stream.send(encode({ id, event, data: JSON.stringify(dataOf(event, id)) }))
        id++
      }
      stream.send(encode({ retry: app.options.retry }))
      send()
      const timer = setInterval(send, app.options.paces.notifications)
      timer.unref()
      stream.onLeave(() => clearInterval(timer))
    },
  }
}
