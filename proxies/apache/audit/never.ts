/** Directives that are always removed, whatever their arguments are: they run programs, reach the network, or name files. */

import { type Reasons, reasonFor } from '../../_kit/substitutions.ts'

const NEVER: Reasons = [
  [
    /^(scriptalias|scriptaliasmatch|scriptinterpretersource|scriptsock|script|scriptlogbuffer|scriptloglength|action|extfilter\w*|lua\w*|perl\w*|php\w*|python\w*|wsgi\w*|passenger\w*|rails\w*|fcgid\w*|fastcgi\w*|suexec\w*|cgi(?!passauth)\w*|mono\w*|proxyfcgi\w*|isapi\w*|enableexceptionhook|gprofdir|protocolecho|examplehook\w*)$/,
    'runs programs, which no configuration does here',
  ],
  [
    /^(loadfile|rewritelock|rewritelog\w*|mmapfile|cachefile|dav\w*|dbd\w*|dbm\w*|ldap\w*|sec(?!ure|(?:ruleengine|(?:request|response)body\w+|contentinjection|stream(?:in|out)bodyinspection|disablebackendcompression)$)\w+|qs_\w+|memcache\w*|redis\w*|cookielog|metafiles|metadir|metasuffix|proxyscgisendfile|unclist|modemstandard|cachelockpath|remoteip\w*list|authnz\w*)$/,
    'reaches files or services that are not here',
  ],
  [
    /^(proxyremote|proxyremotematch|proxyblock|noproxy|proxydomain|allowconnect|proxysourceaddress|proxyftp\w*|proxyexpress\w*|heartbeat\w*|hostnamelookups|identitycheck\w*|md(?!5)\w*)$/,
    'nothing but the origin of the harness is reached from here',
  ],
  [
    /^ssl(passphrasedialog|randomseed|cryptodevice|opensslconfcmd|stapling\w*|ocsp\w*|usestapling|ca\w*|carevocation\w*|proxyca\w*|proxymachine\w*|proxyverify\w*|dhparam\w*|srp\w*|verifyclient|engineoptional|sessionticketkeyfile|fips|username|require|log|loglevel)$/,
    'certificates and their services are not here',
  ],
  [
    /^(virtualdocumentroot|virtualscriptalias|virtualdocumentrootip|virtualscriptaliasip|userdir)$/,
    'no files are served here',
  ],
  [/^(accessfilename|allowoverridelist)$/, 'no file is read while a request is answered'],
  [/^(macro|use|undefmacro)$/, 'what it stands for is written in its place'],
  [/^regexdefaultoptions$/, 'it changes what regular expressions mean'],
]

/** Why a directive (in lower case) is always removed; undefined for others. */
export const reasonNever = (key: string): string | undefined => reasonFor(NEVER, key)
