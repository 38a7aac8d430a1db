/** Where the virtual hosts listen in the harness. */

import { type ConfigEdits, directive as written } from '../../harness/config/parsed-edits.ts'
import type { Address } from '../../harness/model/index.ts'
import { hostPort } from '../_kit/address.ts'
import { arg, type Directive } from './config.ts'
import { addressOf, asCarried, portOf, type Selected } from './select-server.ts'
import { walk } from './tree.ts'

/** A port that nobody listens on. */
const NO_PORT = '1'

/**
 * Every `<VirtualHost>` of the selected one's address moves to the harness's address, and one `Listen` does; the other ones stay
 * as they are, where nobody listens.
 * @returns whether a `Listen` is left
 */
export function replaceListens(
  top: readonly Directive[],
  selected: Selected,
  listen: Address,
  edits: ConfigEdits,
): boolean {
  const address = hostPort(listen)
  const why = 'an address of its own'
  const all = [...walk(top)]
  const listens = all.filter(({ key }) => key === 'listen')
  const kept =
    listens.find((directive) => /(?<!\d)(\d+)$/.exec(arg(directive))?.[1] === portOf(selected.address)) ?? listens[0]
  for (const directive of listens) {
    if (directive === kept) edits.replace(directive, written('Listen', address), why)
    else edits.drop(directive, 'one address is enough here')
  }
  for (const word of all.flatMap(({ key, args }) => (/^server(name|alias)$/.test(key) ? args : []))) {
    if (asCarried(word.text) !== word.text)
      edits.replaceWord(word, asCarried(word.text), 'no request can carry that name')
  }
  for (const host of all.filter(({ key }) => key === 'virtualhost')) {
    let moved = false
    for (const word of host.args) {
      const port = portOf(word.text)
      const isAny = /^(\*|_default_)(:|$)/.test(word.text)
      if (addressOf(word.text) !== selected.address || selected.address === '*:*') {
        // Of a name Apache asks for the address, and of an address, where a host has no ServerName, for the name. With any
        // port it would answer at the selected one's address, where it was apart.
        if (!isAny)
          edits.replaceWord(word, `*:${port === '*' ? NO_PORT : port}`, 'host names are not resolved in the sandbox')
      } else if (moved) edits.dropWord(word, 'one address is enough here')
      else {
        edits.replaceWord(word, `*:${listen.port}`, why)
        moved = true
      }
    }
  }
  return kept !== undefined
}
