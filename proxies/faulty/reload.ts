/** A reload: there is no configuration to read again, so the correct proxy changes nothing. */
import type { ServerResponse } from 'node:http'
import { constants } from 'node:http2'
import { http2StreamOf } from './front.ts'
import type { Hooks } from './hooks.ts'

export interface Reloads {
  /** Called for each requested stream; resolves with true, immediately or later, when it is served. */
  admit(response: ServerResponse): Promise<boolean>
  /** True when further data of this response is discarded. */
  forgets(response: ServerResponse): boolean
  reload(): void
}

function cut(response: ServerResponse): void {
  const stream = http2StreamOf(response)
  if (stream === undefined) response.socket?.end()
  else stream.close(constants.NGHTTP2_INTERNAL_ERROR)
}

export function createReloads(hooks: Hooks): Reloads {
  const open = new Set<ServerResponse>()
  const forgotten = new WeakSet<ServerResponse>()
  let muteUntil = 0
  let refusing: number | undefined
  return {
    async admit(response) {
      if (refusing !== undefined) {
        response.writeHead(refusing, { 'Content-Length': '0' }).end()
        return false
      }
      open.add(response)
      response.once('close', () => open.delete(response))
      const rest = muteUntil - performance.now()
      if (rest > 0) await new Promise((resolve) => setTimeout(resolve, rest))
      return true
    },
    forgets: (response) => forgotten.has(response),
    reload() {
      refusing = hooks.refuseAfterReload
      if (hooks.muteAfterReload !== undefined) muteUntil = performance.now() + hooks.muteAfterReload
      if (hooks.forgetAtReload === true) for (const response of open) if (response.headersSent) forgotten.add(response)
      if (hooks.cutAfterReload !== undefined) {
        const old = [...open]
        setTimeout(() => {
          for (const response of old) cut(response)
        }, hooks.cutAfterReload)
      }
      process.stderr.write('reloaded\n')
    },
  }
}
