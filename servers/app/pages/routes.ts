import { readFileSync } from 'node:fs'
import { sendText } from '../answers.ts'
import type { Route } from '../app.ts'
import { indexPage } from './index-page.ts'

/** Allows only our own script and style files: nothing inline, no other host, no frames. */
const CSP =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; " +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

const HTML = 'text/html; charset=utf-8'
const TYPES = { html: HTML, js: 'text/javascript; charset=utf-8', css: 'text/css; charset=utf-8', svg: 'image/svg+xml' }

const PAGES = [
  ['/ticker', 'ticker.html', 'page: live stock prices'],
  ['/notifications', 'notifications.html', 'page: notifications, with a progress bar, and what is published'],
  ['/ai', 'ai.html', 'page: an answer as it is typed, and a chat'],
  ['/assets/style.css', 'style.css', ''],
  ['/assets/icon.svg', 'icon.svg', ''],
  ['/assets/live.js', 'live.js', ''],
  ['/assets/ticker.js', 'ticker.js', ''],
  ['/assets/notifications.js', 'notifications.js', ''],
  ['/assets/published.js', 'published.js', ''],
  ['/assets/ai.js', 'ai.js', ''],
] as const

/** Pages for a browser. @param endpoints listed on the index page, together with the pages */
export function pageRoutes(endpoints: readonly Route[]): Route[] {
  const pages = PAGES.map(([path, file, about]) => {
    const type = TYPES[file.split('.').at(-1) as keyof typeof TYPES]
    return page(path, about, type, readFileSync(new URL(`files/${file}`, import.meta.url), 'utf8'))
  })
  const listed = pages.filter(({ about }) => about !== '')
  return [page('/', 'this list', HTML, indexPage([...listed, ...endpoints])), ...pages]
}

function page(path: string, about: string, type: string, text: string): Route {
  return {
    method: 'GET',
    path,
    about,
    kind: 'plain',
    handle({ response }) {
      sendText(response, 200, type, text, {
        'Cache-Control': 'no-cache',
        'Content-Security-Policy': CSP,
        'Referrer-Policy': 'no-referrer',
      })
    },
  }
}
