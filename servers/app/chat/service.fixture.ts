import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { ServerOptions } from '../options.ts'
import { type TestServer, testServer } from '../testing.ts'

/** As long as a real key, so that no other text contains it by chance. */
export const KEY = 'sk-test-8f2c4e6a0b1d3f5a7c9e'
export const TOKEN = 'publish-token-of-this-test'
export const HELLO = { model: 'm', messages: [{ role: 'user', content: 'Hello' }] }

/** For tests: a chat service, and the application that forwards chats to it. */
export interface Forwarding extends AsyncDisposable {
  readonly server: TestServer
  /** URL of the service. */
  readonly baseUrl: string
  /** Requests that the service received. */
  readonly asked: IncomingMessage[]
  /** Sends a chat with the token. */
  chat(init?: RequestInit): Promise<Response>
}

/** For tests. @param answer responds to a request; it need not read the body */
export async function forwarding(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
  options: Partial<ServerOptions> = {},
): Promise<Forwarding> {
  const asked: IncomingMessage[] = []
  const service = createServer((request, response) => {
    asked.push(request)
    request.resume()
    answer(request, response)
  })
  await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve))
  const baseUrl = `http://127.0.0.1:${(service.address() as AddressInfo).port}/v1`
  const server = await testServer({ openai: { baseUrl, key: KEY }, publishToken: TOKEN, ...options })
  return {
    server,
    baseUrl,
    asked,
    chat: (init = {}) =>
      fetch(`${server.url}/sse/ai/chat`, {
        method: 'POST',
        body: JSON.stringify(HELLO),
        headers: { Authorization: `Bearer ${TOKEN}` },
        ...init,
      }),
    async [Symbol.asyncDispose]() {
      await server.drain()
      service.closeAllConnections()
      service.close()
    },
  }
}

/** For tests: responds with an event stream of these bytes. */
export function streamOf(...pieces: readonly string[]): (request: IncomingMessage, response: ServerResponse) => void {
  return (_, response) => {
    response.writeHead(200, { 'Content-Type': 'text/event-stream' })
    for (const piece of pieces) response.write(piece)
    response.end()
  }
}

/** For tests: one chunk of a chat, as a service writes it. */
export function chunkOf(content: string): string {
  return `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content } }] })}\n\n`
}
