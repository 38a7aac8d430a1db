/** The `upstream` block that a `proxy_pass` leads to, and its servers. */
import { type Directive, firstArg } from './config.ts'

/** @param all directives at the level of http */
export function upstreamBehind(pass: Directive, all: readonly Directive[]): Directive | undefined {
  const name = /^https?:\/\/([^/:?$]+)/i.exec(firstArg(pass))?.[1]
  return all.find((one) => one.name === 'upstream' && firstArg(one) === name)
}

/** Those that get requests. */
export const serversOf = (upstream: Directive | undefined): readonly Directive[] =>
  (upstream?.block ?? []).filter((one) => one.name === 'server' && !one.args.some(({ text }) => text === 'down'))
