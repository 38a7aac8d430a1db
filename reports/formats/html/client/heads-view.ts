/** Request and response headers on both sides of the proxy, side by side. */
import type { HeadLine, Heads } from '../model/heads.ts'
import { h } from './dom.ts'

export function headsView({ request, response }: Heads): HTMLElement {
  return h(
    'div',
    { class: 'heads' },
    head('Request, as the client sent it', request[0], 'removed or renamed by the proxy'),
    head('Request, as the test upstream got it', request[1], 'added by the proxy'),
    head('Response, as the test upstream sent it', response[0], 'removed by the proxy'),
    head('Response, as the client got it', response[1], 'added by the proxy'),
  )
}

function head(title: string, lines: readonly HeadLine[], onlyHere: string): HTMLElement {
  const words = { added: onlyHere, changed: 'changed by the proxy', same: '', start: '' }
  return h(
    'figure',
    {},
    h('figcaption', {}, title),
    h(
      'pre',
      { tabindex: 0, role: 'group', 'aria-label': title },
      lines.length === 0
        ? 'none'
        : lines.map(({ text, state }) => [
            h('span', { class: `head ${state}` }, text),
            words[state] !== '' && h('small', {}, ` ← ${words[state]}`),
            '\n',
          ]),
    ),
  )
}
