/**
 * The page's modules as one script. Each becomes a function that returns its exports, after those that it imports. It only parses
 * this project's form of modules: named imports and exports, at the start of a line.
 */
import { existsSync, readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { dirname, join } from 'node:path'

const IMPORT = /^import\s+\{([^}]*)\}\s+from\s+'(\.[^']+)';?[ \t]*$/gm
const EXPORT = /^export\s+(?=(?:async\s+)?(?:function\*?|const|let|class)\s+(\w+))/gm

/** @param entry path of the first module, `.ts` in a checkout, `.js` where the project is installed */
export function bundle(entry: string): string {
  const names = new Map<string, string>()
  const parts: string[] = []
  const add = (file: string): string => {
    const known = names.get(file)
    if (known !== undefined) return known
    const name = `module${names.size}`
    names.set(file, name)
    const exported: string[] = []
    const code = javaScript(file)
      .replace(IMPORT, (_, list: string, from: string) => importOf(list, add(join(dirname(file), from))))
      .replace(EXPORT, (_, identifier: string) => {
        exported.push(identifier)
        return ''
      })
    const rest = /^(?:import|export)\b.*/m.exec(code)
    if (rest !== null) throw new Error(`${file}: a form of import or export that the page does not take: ${rest[0]}`)
    parts.push(`const ${name} = (() => {\n${code.trim()}\nreturn { ${exported.join(', ')} }\n})()`)
    return name
  }
  add(entry)
  return `'use strict';\n${parts.join('\n')}\n`
}

/** `{ a, b as c }` of another module. The list may be empty after types are removed. */
function importOf(list: string, module: string): string {
  const parts = list.split(',').map((part) => part.trim().replace(/\s+as\s+/, ': '))
  const used = parts.filter((part) => part !== '')
  return used.length === 0 ? '' : `const { ${used.join(', ')} } = ${module}`
}

function javaScript(file: string): string {
  const text = readFileSync(file, 'utf8')
  return file.endsWith('.ts') ? withoutTypes(text) : text.replace(/^\/\/# sourceMappingURL.*$/m, '')
}

/** Node's own type stripping, as when it loads these files. Its warning at the first use is suppressed. */
function withoutTypes(text: string): string {
  const { emitWarning } = process
  process.emitWarning = () => {}
  try {
    return stripTypeScriptTypes(text)
  } finally {
    process.emitWarning = emitWarning
  }
}

/** A file of the page beside this folder. */
export function pageFile(...path: readonly string[]): string {
  const file = join(import.meta.dirname, '..', ...path)
  const installed = file.replace(/\.ts$/, '.js')
  return existsSync(file) ? file : installed
}
