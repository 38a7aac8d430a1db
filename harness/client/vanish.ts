/**
 * A client that vanishes: its connection ends with neither FIN nor RST, as by an unplugged cable or a sleeping laptop. Linux drops
 * every segment for a socket whose TTL is below the socket's minimum (ip(7), IP_MINTTL, for RFC 5082), before TCP sees it: with 255
 * the peer gets no acknowledgement and no reset any more. This needs no privilege and no network namespace, and adds nothing to the
 * path. (A filter that accepts nothing, SO_ATTACH_FILTER, would do the same, but Linux 6.18 allows it for TCP to CAP_NET_ADMIN only.)
 */
import { execFile } from 'node:child_process'
import type { Socket } from 'node:net'
import { promisify } from 'node:util'
import { SseCompatError } from '../model/index.ts'
import { setHighestMinimumTtl } from './minimum-ttl.ts'

let missing: Promise<string | undefined> | undefined

/** Why no client can vanish on this machine; undefined where it can. Tested once. */
export function whyNoVanishing(): Promise<string | undefined> {
  missing ??=
    process.platform === 'linux' ? whyNoPerl() : Promise.resolve('only Linux can drop what arrives for one socket')
  return missing
}

/** Undefined where this program runs. */
export async function whyNoPerl(program = 'perl'): Promise<string | undefined> {
  try {
    await promisify(execFile)(program, ['-e', '1'])
    return undefined
  } catch (error) {
    const [why] = (error as Error).message.split('\n', 1)
    return `a client vanishes by a socket option that Perl sets, and Perl does not run: ${why}`
  }
}

/**
 * From when it resolves, nothing that is sent to this socket is received or acknowledged. The socket has to stay open as long as its peer
 * is observed: closing it would still send a FIN.
 */
export async function vanish(socket: Socket | undefined): Promise<void> {
  const because = await setHighestMinimumTtl(socket)
  if (because !== undefined) throw new SseCompatError('harness', `the client could not vanish: ${because}`)
}
