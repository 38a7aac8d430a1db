import { sendJson, sendText } from '../answers.ts'
import type { App, Route } from '../app.ts'

/** `GET /sse/stats` and, for Prometheus (text format 0.0.4), `GET /metrics`: counters since the start, connections at present. */
export function statsRoutes(app: App): Route[] {
  const { registry, totals, notifications } = app
  return [
    {
      method: 'GET',
      path: '/sse/stats',
      about: 'open streams, events published, delivered and dropped',
      kind: 'plain',
      handle({ response }) {
        sendJson(response, 200, {
          connections: registry.count,
          published: notifications.published,
          delivered: totals.delivered,
          dropped: totals.dropped,
          endpoints: Object.fromEntries(registry.byPath),
        })
      },
    },
    {
      method: 'GET',
      path: '/metrics',
      about: 'the same for Prometheus',
      kind: 'plain',
      handle({ response }) {
        const text = [
          ...metric('sse_connections', 'gauge', 'Open streams.', [['', registry.count]]),
          ...metric(
            'sse_endpoint_connections',
            'gauge',
            'Open streams of each endpoint.',
            // Paths come from the routes, so none of them needs escaping.
            [...registry.byPath].map(([path, count]) => [`{path="${path}"}`, count] as const),
          ),
          ...metric('sse_published_total', 'counter', 'Events published.', [['', notifications.published]]),
          ...metric('sse_delivered_total', 'counter', 'Events handed to sockets.', [['', totals.delivered]]),
          ...metric('sse_dropped_total', 'counter', 'Events that slow readers missed.', [['', totals.dropped]]),
        ]
        sendText(response, 200, 'text/plain; version=0.0.4; charset=utf-8', `${text.join('\n')}\n`)
      },
    },
  ]
}

function metric(
  name: string,
  type: 'gauge' | 'counter',
  help: string,
  values: readonly (readonly [labels: string, value: number])[],
): string[] {
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...values.map(([of, value]) => `${name}${of} ${value}`)]
}
