/** A location inside of one that proxies, which does not proxy itself: nginx inherits settings, but no `proxy_pass`. Pure. */

import type { Remark } from '../../harness/model/index.ts'
import { whereOf } from '../_kit/directive.ts'
import { type Directive, firstArg } from './config.ts'
import { nameOf } from './follow-request.ts'

/** Settings of what is passed on, and what may accompany them: none of these answers a request. */
const SETTING =
  /^(proxy_(?!pass$)\w+|add_header|expires|gzip\w*|chunked_transfer_encoding|tcp_nodelay|keepalive_timeout|send_timeout|access_log|allow|deny|auth_\w+|satisfy|limit_\w+|client_\w+)$/

/** @param block of a server, or of a location in it */
export function idleLocations(block: readonly Directive[]): readonly Remark[] {
  const pass = block.find(({ name }) => name === 'proxy_pass')
  return block
    .filter(({ name, block: inner }) => name === 'location' && inner !== undefined)
    .flatMap((location) => [
      ...(pass !== undefined && isIdle(location) ? [remark(location, pass)] : []),
      ...idleLocations(location.block ?? []),
    ])
}

const isIdle = ({ block = [] }: Directive): boolean =>
  block.every(({ name }) => SETTING.test(name)) && block.some(({ name }) => name.startsWith('proxy_'))

const remark = (location: Directive, pass: Directive): Remark => ({
  where: whereOf(location),
  says: `\`location ${nameOf(location)}\` passes nothing on: nginx inherits the settings of the location around it, but not its \`proxy_pass ${firstArg(pass)}\` (${whereOf(pass)}), and looks for a file. Write a \`proxy_pass\` in it too`,
})
