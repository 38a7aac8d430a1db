/**
 * What an expression may read: nothing about files, users or host names. The text is parsed as Apache's own scanner does it
 * (server/util_expr_scan.l), so that no quote can hide a function.
 * https://httpd.apache.org/docs/2.4/expr.html
 */

const FUNCTIONS =
  /^(osenv|env|resp|req|http|note|reqenv|req_novary|tolower|toupper|escape|unescape|base64|unbase64|sha1|md5|ldap|ssl)$/i
const TESTS = /^-([nzRT]|in|eq|ne|ge|le|gt|lt|ipmatch|fnmatch|strmatch|strcmatch)$/
/**
 * Variables that depend on the existence or the owner of a file, or need a name lookup. Where a rule or the document root leads to a
 * path of this machine, Apache divides it into a file name and the rest (PATH_INFO) at the first part that does not exist.
 */
const ASKING =
  /^(script_user|script_group|last_modified|remote_host|remote_ident|request_filename|script_filename|path_info|path_translated)$/i

const READS_FILES = 'could tell what files this machine has'
const NOT_UNDERSTOOD = 'an expression that is not understood here'

/** A condition, as in `<If>` and `expr=`. */
export const reasonInCondition = (text: string): string | undefined => new Scanner(text).condition()
/** A text with `%{…}` in it. */
export const reasonInTemplate = (text: string): string | undefined => new Scanner(text).template(undefined)

/** Of variables within each other. */
const MAX_DEPTH = 50

class Scanner {
  private at = 0
  private depth = 0
  private readonly text: string
  constructor(text: string) {
    this.text = text
  }

  private take(pattern: RegExp): string | undefined {
    const sticky = new RegExp(pattern.source, 'y')
    sticky.lastIndex = this.at
    const found = sticky.exec(this.text)?.[0]
    if (found !== undefined) this.at += found.length
    return found
  }

  condition(): string | undefined {
    while (this.at < this.text.length) {
      if (this.take(/[ \t\n]+/) !== undefined) continue
      const quote = this.take(/["']/)
      const reason =
        quote === undefined ? (this.take(/%\{/) === undefined ? this.token() : this.variable()) : this.template(quote)
      if (reason !== undefined) return reason
    }
    return undefined
  }

  private token(): string | undefined {
    const regex = this.take(/m[/#$%^,;:?|\-!.'"]|m_(?![a-zA-Z0-9_])|\//)
    if (regex !== undefined) {
      const end = this.text.indexOf(regex.at(-1) ?? '', this.at)
      if (end < 0) return NOT_UNDERSTOOD
      this.at = end + 1
      this.take(/i/)
      return undefined
    }
    const name = this.take(/[a-zA-Z][a-zA-Z0-9_]*/)
    if (name !== undefined) {
      const isCalled = /^[ \t\n]*\(/.test(this.text.slice(this.at))
      return isCalled && !FUNCTIONS.test(name) && !/^(and|or|not|in)$/.test(name) ? READS_FILES : undefined
    }
    const test = this.take(/-[a-zA-Z_][a-zA-Z_0-9]*/)
    if (test !== undefined) return TESTS.test(test) ? undefined : READS_FILES
    return this.take(/-?[0-9]+|\$[0-9]|[=!<>&|.(){},:~]/) === undefined ? NOT_UNDERSTOOD : undefined
  }

  /** @param quote that ends it; undefined: it ends with the text */
  template(quote: string | undefined): string | undefined {
    while (this.at < this.text.length) {
      if (this.take(/\\(?:.|\n)?/) !== undefined) continue
      if (this.take(/%\{/) !== undefined) {
        const reason = this.variable()
        if (reason !== undefined) return reason
      } else if (this.text[this.at++] === quote) return undefined
    }
    return quote === undefined ? undefined : NOT_UNDERSTOOD
  }

  /** After `%{`; it may have others in it. */
  private variable(): string | undefined {
    if (++this.depth > MAX_DEPTH) return NOT_UNDERSTOOD
    const reason = this.inVariable()
    this.depth--
    return reason
  }

  private inVariable(): string | undefined {
    const name = this.take(/[a-zA-Z][a-zA-Z0-9_]*/)
    if (name === undefined) return NOT_UNDERSTOOD
    if (this.take(/\}/) !== undefined) return ASKING.test(name) ? READS_FILES : undefined
    if (this.take(/:/) === undefined) return NOT_UNDERSTOOD
    if (!FUNCTIONS.test(name)) return READS_FILES
    while (this.at < this.text.length) {
      if (this.take(/\\(?:.|\n)?/) !== undefined) continue
      if (this.take(/\}/) !== undefined) return undefined
      if (this.take(/%\{/) === undefined) this.at++
      else {
        const reason = this.variable()
        if (reason !== undefined) return reason
      }
    }
    return NOT_UNDERSTOOD
  }
}
