/** A configuration that loads its modules itself, without the one that speaks the protocol of an address: Apache answers 500. Pure. */
import { putAfter } from '../../harness/config/text-edits.ts'
import type { Candidate } from '../../harness/model/index.ts'
import { arg } from './config.ts'
import { moduleName } from './modules.ts'
import { changed, type Scope } from './scope.ts'
import { walk } from './tree.ts'

const MODULES: readonly (readonly [scheme: RegExp, module: string])[] = [
  [/^(?:unix:[^|]*\|)?https?:/i, 'proxy_http'],
  [/^h2c?:/i, 'proxy_http2'],
  [/^balancer:/i, 'proxy_http'],
]

export function protocolLoaded(scope: Scope): (Candidate | undefined)[] {
  const { route, levels } = scope.selected
  const lines = [...walk(levels.flat())].filter(({ key }) => key === 'loadmodule')
  const proxy = lines.find((line) => moduleName(arg(line, 1)) === 'proxy')
  const file = proxy && arg(proxy, 1)
  const module = MODULES.find(([scheme]) => scheme.test(route.target))?.[1]
  if (proxy === undefined || file === undefined || module === undefined) return []
  if (lines.some((line) => moduleName(arg(line, 1)) === module)) return []
  const line = `LoadModule ${module}_module ${file.replace(/[^/]*$/, `mod_${module}.so`)}`
  const about = {
    doc: `mod/mod_${module}.html`,
    why: `mod_proxy alone speaks no protocol: it answers with 500 where mod_${module} is not loaded`,
  }
  const title = `load mod_${module} (Debian: \`a2enmod ${module}\`)`
  const one = changed(scope, proxy, title, [putAfter(scope.tree, proxy, [line])], about)
  const { where: _, ...setting } = one.setting
  return [{ ...one, setting: { ...setting, name: 'LoadModule', says: `mod_${module} is not loaded` } }]
}
