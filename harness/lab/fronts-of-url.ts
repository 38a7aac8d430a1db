/** Finds the fronts of a URL: whether its server offers HTTP/2 besides HTTP/1.1. */
import { connect } from 'node:tls'
import type { Front, Ms } from '../model/index.ts'
import type { LabTarget } from './control.ts'

const PATIENCE: Ms = 10_000

/** RFC 7301: the server chooses one of the offered protocols. A connection that fails offers none. */
export async function offeredFronts({ address, tls }: LabTarget): Promise<readonly [Front, ...Front[]]> {
  if (tls === undefined) return ['h1']
  const socket = connect({
    host: address.host,
    port: address.port,
    servername: tls.serverName ?? '',
    ...(tls.authority === undefined ? {} : { ca: tls.authority }),
    ALPNProtocols: ['h2', 'http/1.1'],
    timeout: PATIENCE,
  })
  const chosen = await new Promise<string | false | null>((resolve) => {
    socket.once('secureConnect', () => resolve(socket.alpnProtocol))
    socket.once('error', () => resolve(null))
    socket.once('timeout', () => resolve(null))
  })
  socket.destroy()
  return chosen === 'h2' ? ['h1+tls', 'h2+tls'] : ['h1+tls']
}
