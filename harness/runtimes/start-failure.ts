/** Decides whether a substitution of the sandbox, or the configuration itself, is the reason that a proxy does not start. Pure. */
import type { Replacement } from '../model/index.ts'

/** Shorter words occur in any message. */
const MIN_WORD = 4

/**
 * The message, with the substitution from which it quotes a word that the configuration does not have.
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

/** Words of a directive; addresses and socket paths without their scheme. */
const wordsOf = (text: string, directory: string): string[] =>
  text.split(/[\s;"'<>]+/).map((word) => word.replace(/^(unix|https?):(\/\/)?/, '').replace(`${directory}/`, ''))
