/**
 * What the directives of a configuration may name. A path, a program or a socket passes only where it is known what Apache does
 * with it; of any other directive only harmless words pass.
 * https://httpd.apache.org/docs/2.4/mod/quickreference.html
 */

import type { Directive } from './config.ts'

/** Directives (lower case) whose arguments are URLs, header fields, conditions, names or texts, never files. */
const TEXT = new Set(
  `proxypass proxypassmatch proxypassreverse proxypassreversecookiedomain proxypassreversecookiepath proxyset balancermember
  balancergrowth balancerinherit balancerpersist proxy proxymatch proxyhtmlurlmap proxyhtmllinks proxyhtmlevents
  proxyhtmldoctype proxyhctemplate proxyhcexpr location locationmatch servername serveralias serverpath serveradmin header
  requestheader redirect redirectmatch redirecttemp redirectpermanent redirectrelative errordocument rewritecond rewriterule rewritebase
  rewriteoptions rewriteengine setenv setenvif setenvifnocase setenvifexpr browsermatch browsermatchnocase unsetenv addtype
  addoutputfilter addoutputfilterbytype setoutputfilter setinputfilter addinputfilter filterdeclare filterprovider filterchain
  filterprotocol addhandler removehandler sethandler forcetype defaulttype addencoding addcharset addlanguage languagepriority
  directoryindex fallbackresource logformat loglevel errorlogformat if elseif else ifmodule ifdefine ifversion ifdirective ifsection
  limit limitexcept files filesmatch require requireall requireany requirenone order allow deny satisfy options allowoverride allowmethods
  expiresbytype expiresdefault substitute outputsed inputsed cacheenable cachedisable cacheheader cacheignoreheaders
  cacheignoreurlsessionidentifiers cachekeybaseurl h2push h2pushresource addicon addiconbytype addiconbyencoding defaulticon
  indexignore indexoptions headername readmename indexheadinsert indexstylesheet adddescription adddefaultcharset authname
  setenvifplus remoteipheader remoteipproxiesheader remoteipinternalproxy remoteiptrustedproxy requestreadtimeout accessfilename
  useragent define undefine virtualhost directory directorymatch userdir keepalive timeout protocols loadmodule iffile`.split(
    /\s+/,
  ),
)

/** Directives that other parts of this folder put right or take out, whatever they name: see sandbox, hosts, tree, front and folders. */
const PUT_RIGHT =
  /^(include|includeoptional|listen|errorlog|customlog|transferlog|globallog|forensiclog|scriptlog|pidfile|defaultruntimedir|scoreboardfile|mutex|lockfile|acceptmutex|coredumpdirectory|chrootdir|serverroot|typesconfig|mimemagicfile|cacheroot|user|group|documentroot|alias|aliasmatch|sslcertificatefile|sslcertificatekeyfile|sslcertificatechainfile|sslsessioncache)$/

/** Directives that run programs, reach the network or write where they like, whatever their arguments are. */
const NEVER: readonly (readonly [RegExp, string])[] = [
  [
    /^(scriptalias|scriptaliasmatch|scriptinterpretersource|scriptsock|script|action|extfilter\w*|lua\w*|perl\w*|php\w*|python\w*|wsgi\w*|passenger\w*|rails\w*|fcgid\w*|fastcgi\w*|suexec\w*|cgi\w*|mono\w*|proxyfcgi\w*)$/,
    'runs programs, which no configuration does here',
  ],
  [
    /^(loadfile|rewritelock|mmapfile|cachefile|dav\w*|dbd\w*|dbm\w*|ldap\w*|sec\w+|qs_\w+)$/,
    'reaches files or services that are not here',
  ],
  [
    /^(proxyremote|proxyremotematch|proxyblock|proxydomain|allowconnect|proxysourceaddress|proxyftp\w*|proxyexpress\w*|heartbeat\w*|hostnamelookups|identitycheck|md(?!5)\w*)$/,
    'nothing but the origin of the harness is reached from here',
  ],
  [
    /^ssl(passphrasedialog|randomseed|cryptodevice|opensslconfcmd|stapling\w*|ocsp\w*|usestapling|ca\w*|carevocation\w*|proxyca\w*|proxymachine\w*|proxyverify|dhparam\w*|srp\w*|verifyclient|engineoptional)$/,
    'certificates and their services are not here',
  ],
  [
    /^(virtualdocumentroot|virtualscriptalias|virtualdocumentrootip|virtualscriptaliasip|userdir)$/,
    'no files are served here',
  ],
]

/** Words that name a file, a socket or a program, or could do so once a variable has its value. */
const NAMES_SOMETHING =
  /^~?\/|(^|[/=:])\.\.?(\/|$)|^\||\$\{|^\w+:\/(?!\/)|^(unix|file|exec|prg|dbd|dbm|fastdbd|memcache|redis|syslog):|=(\/|unix:)|\.(so|lua|pl|py|sh|cgi|php|rb)$/i
/** Functions of expressions that read files: https://httpd.apache.org/docs/2.4/expr.html#functions */
const READS = /\bfile(size|mod)?\s*\(|%\{\s*file(size|mod)?:/i
/** A handler or a file name that makes a proxy of its own. */
const HIDDEN_PROXY = /proxy:/i

/** Why a directive cannot stay as it is; undefined for one that may, or that is put right elsewhere. */
export function reasonToDrop(directive: Directive): string | undefined {
  const { key, args } = directive
  const never = NEVER.find(([names]) => names.test(key))?.[1]
  if (never !== undefined) return never
  if (args.some(({ text }) => READS.test(text))) return 'reads files'
  if (args.some(({ text }) => /^(exec|prg):|^\|/.test(text) && key !== 'errorlog' && key !== 'customlog'))
    return 'runs programs, which no configuration does here'
  if (key === 'rewritemap' && !/^int:/i.test(args[1]?.text ?? '')) return 'reads files, or runs programs'
  if (/^(in|out)putsed$/.test(key) && !isPlainEdit(args[0]?.text ?? '')) return 'may read and write files'
  if (key === 'sethandler' && /expr=|%\{|^\$/.test(args[0]?.text ?? '')) return 'could make a proxy of its own'
  if (key !== 'sethandler' && args.some(({ text }) => HIDDEN_PROXY.test(text))) return 'could make a proxy of its own'
  if (PUT_RIGHT.test(key)) return undefined
  return namesFile(directive) === undefined ? undefined : 'names a file, a socket or a program outside of the sandbox'
}

/** One `s` or `y` command: others of sed read and write files. */
const isPlainEdit = (script: string): boolean =>
  /^s([^\w\s\\])(?:\\.|(?!\1)[^\\\n])*\1(?:\\.|(?!\1)[^\\\n])*\1[gp\d]*$/.test(script)

/** The first argument that could name something outside, of a directive of which it is not known to be harmless. */
export function namesFile({ key, args }: Directive): string | undefined {
  return TEXT.has(key) ? undefined : args.find(({ text }) => NAMES_SOMETHING.test(text))?.text
}
