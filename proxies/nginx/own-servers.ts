/** A target that is another server of the same configuration: a stream passes both, and each of them is tested by itself. Pure. */

import type { Remark } from '../../harness/model/index.ts'
import { whereOf } from '../_kit/directive.ts'
import { type Directive, firstArg } from './config.ts'
import type { Arrival } from './follow-request.ts'
import { directivesIn } from './layout.ts'
import type { Asked } from './routes.ts'
import { nextServers } from './servers-behind.ts'

export const ownServers = (arrival: Arrival, asked: Asked): readonly Remark[] =>
  nextServers(arrival, asked).map((next) => remarkOn(arrival.pass, next))

function remarkOn(pass: Directive, next: Directive): Remark {
  const accel = [...directivesIn(next.block ?? [])].find(isAccel)
  const field =
    accel === undefined
      ? ''
      : `. \`add_header X-Accel-Buffering\` there (${whereOf(accel)}) has an effect here: test it with --origin-header 'X-Accel-Buffering: ${accel.args[1]?.text ?? ''}'`
  const says = `\`proxy_pass ${firstArg(pass)}\` leads to another server of this configuration (${whereOf(next)}): a stream passes both, and each is tested by itself${field}`
  return { where: whereOf(pass), says }
}

const isAccel = (one: Directive): boolean =>
  one.name === 'add_header' && firstArg(one).toLowerCase() === 'x-accel-buffering'
