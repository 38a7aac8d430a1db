/** Whether the name of a place is one for files, where no stream is expected. Pure. */

/** Folders that frameworks write their built files to, whatever is below them. */
const BUILT = /\/(_next\/(static|image)|_nuxt|static)(?=[/"'\s(>]|$)/i
/** Words for folders of files that name parts of an API as well: where the path begins with one, and only such follow. */
const FOLDERS =
  /(?:^|[\s"'^(])\/(assets|images?|img|fonts?|css|js)(\/(assets|images?|img|fonts?|css|js))*\/?(\(?\.[*+]\??\)?)?\$?["')>]*$/i
const FILES = /(?:^|[\s"'^])\/(favicon\.ico|robots\.txt)\b/i
/** An extension of such files at the end of a path, or in an expression. */
const EXTENSION = /\.[^\w.]*(css|js|png|jpe?g|gif|svg|ico|webp|woff2?|ttf|map)(?=[)|$\s"']|$)/i
/** A list of extensions that has one of programs. */
const PROGRAMS = /[(|](php\d?|phtml|cgi|pl|aspx?|jspx?|do|action)(?=[)|])/i
/** Names of APIs, as a whole part of a path. */
const API = /\/(api|rest|rpc|graphql|v\d+)(?=[/"'\s]|$)/i
/** An expression that takes what is not of files. */
const UNLESS = /\(\?<?!/

/** @param name of a route: where a request comes in decides, and not where a rewriting or a condition leads it */
export function isForFiles(name: string): boolean {
  const place = name.split(/ → |, if \(/)[0] ?? ''
  if (UNLESS.test(place) || PROGRAMS.test(place) || API.test(place)) return false
  return alternativesOf(place).every((one) => [BUILT, FOLDERS, FILES, EXTENSION].some((files) => files.test(one)))
}

/** Of an expression, where they are not within parentheses, where those are around all of it, or where they are words of a path. */
function alternativesOf(place: string): readonly string[] {
  const [, before = '', words = '', after = ''] =
    /^([^(|]*)\((?:\?:)?([\w/-]+(?:\|[\w/-]+)+)\)([^|]*)$/.exec(place) ?? []
  if (words !== '') return words.split('|').map((word) => `${before}${word}${after}`)
  const [, within] = /^[^(|]*[\s"'^]\((?:\?:)?([^()]*(?:\([^()]*\)[^()]*)*)\)["']?$/.exec(place) ?? []
  const found = ['']
  let depth = 0
  for (const one of within ?? place) {
    depth += one === '(' ? 1 : one === ')' ? -1 : 0
    if (one === '|' && depth === 0) found.push('')
    else found[found.length - 1] += one
  }
  return found
}
