import type { App, Route } from '../app.ts'
import { pageRoutes } from '../pages/routes.ts'
import { aiChatRoute } from './ai-chat.ts'
import { aiStreamRoute } from './ai-stream.ts'
import { heartbeatRoute } from './heartbeat.ts'
import { notificationsRoute } from './notifications.ts'
import { publishedRoutes } from './published.ts'
import { statsRoutes } from './stats.ts'
import { stocksRoutes } from './stocks.ts'
import { timeRoute } from './time.ts'

/** Every endpoint. */
export function allRoutes(app: App): Route[] {
  const routes = [
    timeRoute(app),
    notificationsRoute(app),
    ...publishedRoutes(app),
    heartbeatRoute(app),
    ...statsRoutes(app),
    aiStreamRoute(app),
    aiChatRoute(app),
    ...stocksRoutes(app),
  ]
  return [...routes, ...pageRoutes(routes)]
}
