/** Whether a substitution of the sandbox, or the configuration itself, is at fault when a proxy does not start. Pure. */
import type { Replacement } from '../model/index.ts'

/** Shorter words are in any message. */
const MIN_WORD = 4

/**
 * The message, with the substitution that it quotes a word of which the configuration does not have.
 * @param message the proxy's own, without the site's folder in its paths; '' where it printed none
 */
export function explainFailure(message: string, replaced: readonly Replacement[], directory: string): string {
  const found = replaced.find(({ was, is }) =>
    wordsOf(is, directory).some((word) => word.length >= MIN_WORD && !was.includes(word) && message.includes(word)),
  )
  if (found === undefined) return message
  const { where, was, is } = found
  return `${message}; a substitution of the sandbox is at fault, not the configuration: \`${was}\` became \`${is}\` (${where})`
}

/** Words of a directive; an address or a socket's path without its scheme. */
const wordsOf = (text: string, directory: string): string[] =>
  text.split(/[\s;"'<>]+/).map((word) => word.replace(/^(unix|https?):(\/\/)?/, '').replace(`${directory}/`, ''))
