/** Makes an application send an event, whenever a stream is open: by a request to a URL of the application, or by a command. */
import { exec } from 'node:child_process'
import { SseCompatError } from '../model/index.ts'
import { ask } from './ask.ts'
import { type AppTarget, readTarget } from './target.ts'

const PATIENCE = 5000

/** @throws SseCompatError `bad-option` for a URL of another host */
export async function triggerOf(typed: string | undefined, target: AppTarget): Promise<(() => void) | undefined> {
  if (typed === undefined) return undefined
  const [, verb, url] = /^(?:(GET|POST) )?(https?:\/\/\S+)$/.exec(typed) ?? []
  if (url === undefined) return () => void exec(typed, { timeout: PATIENCE }).on('error', () => {})
  const to = await readTarget(url, { method: verb ?? 'POST', data: undefined, header: [] })
  if (to.host !== target.host) {
    throw new SseCompatError(
      'bad-option',
      `--trigger names ${to.host}, which is not the application (${target.host})`,
      {
        advice: 'no other server is contacted: use a command for that',
      },
    )
  }
  const withLogin = { ...to, headers: target.headers.filter(([name]) => /^(?:authorization|cookie)$/i.test(name)) }
  return () =>
    void ask(withLogin, { patience: PATIENCE, fields: to.method === 'POST' ? [['Content-Length', '0']] : [] })
}
