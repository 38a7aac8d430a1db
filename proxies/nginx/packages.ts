/** Modules of nginx that a build may lack: where Debian has them. */
import type { BuildFacts } from '../../harness/model/index.ts'
import { DEBIAN_BRINGS_NONE, debianBrings } from '../_kit/package-sources.ts'
import { kindOf } from './audit/directives.ts'
import { neverOf } from './audit/never.ts'
import { type Directive, firstArg } from './config.ts'
import { isBuiltIn, isHarmless, moduleOf, PLUS } from './modules.ts'

/** `libnginx-mod-http-…` for `ngx_http_…_module`; packages.debian.org, trixie. */
const HTTP = new Set(
  `auth-pam brotli-filter brotli-static cache-purge dav-ext echo fancyindex geoip geoip2 headers-more-filter image-filter js lua
  memc modsecurity perl set-misc srcache-filter subs-filter uploadprogress upstream-fair xslt-filter`.split(/\s+/),
)
/** Compiled into Debian's nginx, but not into every build. */
const COMPILED = new Set(
  `addition auth-request geo gunzip gzip-static limit-conn limit-req mp4 random-index realip referer secure-link slice split-clients
  stub-status sub userid v2 v3`.split(/\s+/),
)

const wordOf = (module: string): string => module.replace(/^ngx_(http_)?|_module$/g, '').replaceAll('_', '-')

function packageOf(module: string): string | undefined {
  const word = wordOf(module)
  if (word === 'nchan') return 'libnginx-mod-nchan'
  return HTTP.has(word) ? `libnginx-mod-http-${word}` : undefined
}

/** Packages of modules that are named by a directive or loaded, that this build lacks, and that only handle requests. */
export function missingPackages(all: readonly Directive[], build: BuildFacts): readonly string[] {
  const modules = [...all.flatMap(({ name }) => lackedBy(name, build) ?? []), ...absentModules(all, build)]
  return [...new Set(modules.filter(isHarmless).flatMap((module) => packageOf(module) ?? []))].sort()
}

/** What provides a module, as text. @param module as `moduleOf` names it */
export function sourceOf(module: string): string {
  if (module === PLUS) return 'only the commercial NGINX Plus has it'
  const debian = packageOf(module)
  if (debian !== undefined) return debianBrings(debian)
  const word = wordOf(module)
  if (COMPILED.has(word)) return "Debian's package nginx-full has it compiled in"
  return `${DEBIAN_BRINGS_NONE}: it is compiled for one nginx`
}

/**
 * Modules that a configuration loads from a file, and this build does not have: an unknown directive is attributed to the module
 * whose name it begins with.
 */
export function absentModules(all: readonly Directive[], build: BuildFacts): readonly string[] {
  return all
    .filter(({ name }) => name === 'load_module')
    .map((directive) => (firstArg(directive).split('/').at(-1) ?? '').replace(/\.so$/, ''))
    .filter((module) => build.loadable[module] === undefined && !isBuiltIn(module, build))
}

/** @param absent as `absentModules` returns them */
export function ownerOf(directive: string, absent: readonly string[]): string | undefined {
  if (kindOf(directive) !== undefined || neverOf(directive) !== undefined) return undefined
  return absent.find((module) => {
    const word = module.replace(/^(ngx|ndk)_(http_)?|(_filter)?(_module)?$/g, '')
    return directive === word || directive.startsWith(`${word}_`)
  })
}

/** The module that a directive needs, where it is known and this build has it neither compiled in nor as a file. */
export function lackedBy(directive: string, build: BuildFacts): string | undefined {
  const module = moduleOf(directive)
  const isThere = module === undefined || isBuiltIn(module, build) || build.loadable[module] !== undefined
  return isThere ? undefined : module
}
