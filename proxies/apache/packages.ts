/** Modules that are not part of Apache: their directives, and their Debian packages. */
import type { BuildFacts } from '../../harness/model/index.ts'
import { DEBIAN_BRINGS_NONE, debianBrings } from '../_kit/package-sources.ts'
import type { Directive } from './config.ts'
import { HARMLESS, isBuiltIn, moduleFile } from './modules.ts'

/** Directive (lower case) → module, Debian package where there is one; packages.debian.org, trixie. */
const FOREIGN: readonly (readonly [RegExp, string, string?])[] = [
  [/^sec(?!ondary)[a-z]+$/, 'security2', 'libapache2-mod-security2'],
  [/^geoip/, 'geoip', 'libapache2-mod-geoip'],
  [/^maxminddb/, 'maxminddb'],
  [/^dos(hash|page|site|blocking|email|system|log|white)/, 'evasive', 'libapache2-mod-evasive'],
  [/^qs_/, 'qos', 'libapache2-mod-qos'],
  [/^jk/, 'jk', 'libapache2-mod-jk'],
  [/^wsgi/, 'wsgi', 'libapache2-mod-wsgi-py3'],
  [/^passenger/, 'passenger', 'libapache2-mod-passenger'],
  [/^shib/, 'shib', 'libapache2-mod-shib'],
  [/^oidc/, 'auth_openidc', 'libapache2-mod-auth-openidc'],
  [/^mellon/, 'auth_mellon', 'libapache2-mod-auth-mellon'],
  [/^cas[a-z]/, 'auth_cas', 'libapache2-mod-auth-cas'],
  [/^gssapi/, 'auth_gssapi', 'libapache2-mod-auth-gssapi'],
  [/^authtkt|^tktauth/, 'auth_tkt', 'libapache2-mod-auth-tkt'],
  [/^fcgid/, 'fcgid', 'libapache2-mod-fcgid'],
  [/^xsendfile/, 'xsendfile', 'libapache2-mod-xsendfile'],
  [/^rpaf/, 'rpaf', 'libapache2-mod-rpaf'],
  [/^php_(admin_)?(value|flag)$/, 'php', 'libapache2-mod-php'],
  [/^perl/, 'perl', 'libapache2-mod-perl2'],
  [/^(bandwidth|bandwidthmodule|forcebandwidthmodule|maxconnection)$/, 'bw', 'libapache2-mod-bw'],
  [
    /^(assignuserid(expr)?|assigngroupidexpr|maxclientsvhost|limit[ug]idrange|nicevalue)$/,
    'mpm_itk',
    'libapache2-mpm-itk',
  ],
  [/^(maxconnperip|noiplimit|onlyiplimit)$/, 'limitipconn'],
  [/^modpagespeed/, 'pagespeed'],
  [/^cloudflare/, 'cloudflare'],
]

/** For modules that only handle requests, with the settings that the audit accepts. */
export function missingPackages(all: Iterable<Directive>, build: BuildFacts): readonly string[] {
  const packages = [...all].flatMap(({ key }) => {
    const [, module = '', debian] = FOREIGN.find(([names]) => names.test(key)) ?? []
    return HARMLESS.has(module) && moduleFile(module, build) === undefined && !isBuiltIn(module, build)
      ? (debian ?? [])
      : []
  })
  return [...new Set(packages)].sort()
}

export interface Lack {
  /** `mod_geoip` */
  readonly module: string
  /** What provides it, as text. */
  readonly source: string
}

/** Undefined where the directive is of no such module, or this build has it. */
export function lackedBy({ key }: Pick<Directive, 'key'>, build: BuildFacts): Lack | undefined {
  const [, module, debian] = FOREIGN.find(([names]) => names.test(key)) ?? []
  if (module === undefined || isBuiltIn(module, build) || moduleFile(module, build) !== undefined) return undefined
  const source = debian === undefined ? DEBIAN_BRINGS_NONE : debianBrings(debian)
  return { module: `mod_${module}`, source }
}
