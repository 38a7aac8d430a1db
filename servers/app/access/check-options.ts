import { SseCompatError } from '../../../harness/model/index.ts'
import type { ServerOptions } from '../options.ts'

/**
 * Refuses chat service settings that anybody could spend the owner's money with, or that would fail at every chat. No message
 * contains the URL or the key.
 * @throws SseCompatError `bad-option`
 */
export function checkOptions({ openai, publishToken }: ServerOptions): void {
  if (openai === undefined) return
  const { baseUrl, key } = openai
  const url = URL.parse(baseUrl)
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new SseCompatError('bad-option', 'the base URL of the chat service cannot be read', {
      advice: 'Give OPENAI_BASE_URL as http:// or https://, for example https://api.openai.com/v1.',
    })
  }
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    throw new SseCompatError('bad-option', 'the base URL of the chat service has more than a host and a path', {
      advice: 'Leave user name, password, query and fragment out of OPENAI_BASE_URL; the key goes into OPENAI_API_KEY.',
    })
  }
  if (key === undefined) return
  if (!/^[\x21-\x7e]+$/.test(key)) {
    throw new SseCompatError('bad-option', 'the key of the chat service holds a character that no header can carry', {
      advice: 'Give OPENAI_API_KEY without blanks, line ends and other than ASCII characters.',
    })
  }
  // Also needed by a server that listens on the loopback only, because the proxy in front of it runs on the same machine.
  if (publishToken === undefined) {
    throw new SseCompatError('bad-option', 'OPENAI_API_KEY is set without a publish token, so anybody could spend it', {
      advice: 'Set a token that clients have to send, by SSE_PUBLISH_TOKEN or --publish-token.',
    })
  }
}
