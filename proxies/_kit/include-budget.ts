/** Includes of a configuration: limits for the number of files, and handling of files that were not given. */

import { SseCompatError } from '../../harness/model/index.ts'

/** Maximum nesting of includes. */
const MAX_DEPTH = 30
/** Maximum number of files, each counted as often as it is included. */
const MAX_FILES = 2000
/** Number of characters that count as one more file, when a file is read for the first time, and when it is read again. */
const CHARACTERS = { first: 10_000, again: 1000 }

export interface IncludeBudget {
  /**
   * Must be called for each file that is read.
   * @param within the files that include it, outermost first
   * @throws SseCompatError `bad-config` where files include each other endlessly
   */
  readFile(file: string, text: string, within: readonly string[]): void
  /**
   * Must be called for each copy of lines that are read again with other values.
   * @param size characters
   * @throws SseCompatError `bad-config` where the copies make the configuration too long
   */
  readCopy(size: number, within: readonly string[], where: string): void
  /**
   * Reads the files of an include, one by one.
   * @param within the file with the include, and the files that include that one, outermost first
   * @throws SseCompatError `bad-config` for a file that includes itself, and for more includes than any real configuration has
   */
  readAll<T>(
    files: readonly string[],
    within: readonly string[],
    where: string,
    read: (file: string) => readonly T[],
  ): T[]
}

export function startIncludeBudget(): IncludeBudget {
  let left = MAX_FILES
  const known = new Set<string>()
  return {
    readFile(file, text, within) {
      left -= 1 + Math.floor(text.length / (known.has(file) ? CHARACTERS.again : CHARACTERS.first))
      known.add(file)
      if (within.length > MAX_DEPTH || left < 0) {
        throw new SseCompatError('bad-config', 'files include each other without end', { where: `${within.at(-1)}:1` })
      }
    },
    readCopy(size, within, where) {
      left -= 1 + Math.floor(size / CHARACTERS.again)
      if (within.length > MAX_DEPTH || left < 0) {
        throw new SseCompatError('bad-config', 'its macros make the configuration too long', { where })
      }
    },
    readAll(files, within, where, read) {
      if (files.length === 0 && --left < 0)
        throw new SseCompatError('bad-config', `more than ${MAX_FILES} includes`, { where })
      return files.flatMap((file) => {
        if (!within.includes(file)) return read(file)
        throw new SseCompatError('bad-config', `${file} includes itself`, { where })
      })
    },
  }
}

/** The folders of a program that writes nothing but TLS set-ups. */
const TLS_FOLDER = /(^|\/)(letsencrypt|certbot)\//i
const TLS_WORD = /^(ssl|tls|certs?|certificates?|snakeoil|signed|dhparams?|letsencrypt|certbot)$/i
/** Words beside one of those in the names of such files: `options-ssl-nginx.conf`, `self-signed-cert.conf`, `ssl-params.conf`. */
const BESIDE =
  /^(options?|params?|settings?|config|self|ciphers?|protocols?|intermediate|modern|strong|common|shared|global|default|conf|inc|include|pem)$/i

/**
 * Files of TLS set-ups. The front of a test case is cleartext or the harness's own TLS, so they are not needed. A file with any other word
 * in its name, such as `ssl-proxy.conf` or `ssl-example.com.conf`, may be a whole server.
 */
function isForTls(pattern: string): boolean {
  if (TLS_FOLDER.test(pattern)) return true
  const words = (pattern.split('/').at(-1) ?? '').split(/[-_.*]+/).filter((word) => word !== '')
  const isSettings = (word: string): boolean => TLS_WORD.test(word) || BESIDE.test(word)
  // Certbot's `options-ssl-<product>.conf`.
  const isOptions = words.some((word) => /^options$/i.test(word))
  return words.some((word) => TLS_WORD.test(word)) && (isOptions || words.every(isSettings))
}

export interface NotGiven {
  readonly why: string
  /** Whether settings from the file are missing; false where they are not needed, or the file is optional. */
  readonly isMissing: boolean
}

/**
 * Why an include is skipped whose file is not in the tree. What was given may be a part of the configuration, although it is a whole
 * main file.
 * @param maySetNothing the product also starts without the file
 */
export function includeNotGiven(pattern: string, maySetNothing: boolean): NotGiven {
  if (maySetNothing) return { why: 'no such files were given', isMissing: false }
  if (isForTls(pattern)) {
    const why = 'the harness talks cleartext to the proxy, or TLS with a certificate of its own'
    return { why, isMissing: false }
  }
  return { why: 'that file was not given: what it sets is missing here', isMissing: true }
}
