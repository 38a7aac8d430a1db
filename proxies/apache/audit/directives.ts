/**
 * Every directive that may be in what Apache is started with, and the kind of its arguments. It is an allow-list: a directive
 * that is neither here nor in `never.ts` is unknown, to Apache too.
 * https://httpd.apache.org/docs/2.4/mod/quickreference.html
 */

/**
 * What the arguments of a directive are:
 * - `plain`: numbers, flags, names, types; nothing that looks like a path
 * - `text`: URLs, header fields, patterns, formats or texts, which Apache takes for no file
 * - `template`: texts with `%{…}` that are expressions
 * - `condition`: the first one is an expression
 * - `own`: put right or taken out by another part; the audit knows what may be left of it
 * - anything else: a rule of its own
 */
export type Kind = 'plain' | 'text' | 'template' | 'condition' | 'own' | keyof typeof SPECIAL

const NAMES: Readonly<Record<Exclude<Kind, keyof typeof SPECIAL>, string>> = {
  plain: `acceptfilter acceptpathinfo allowencodedslashes cgipassauth contentdigest enablemmap enablesendfile extendedstatus
    fileetag flushmaxpipelined flushmaxthreshold httpprotocoloptions keepalivetimeout limitinternalrecursion limitrequestbody
    limitrequestfields limitrequestfieldsize limitrequestline limitxmlrequestbody maxkeepaliverequests maxrangeoverlaps maxrangereversals
    maxranges mergeslashes mergetrailers namevirtualhost port protocol protocolshonororder qualifyredirecturl readbuffersize
    registerhttpmethod rlimitcpu rlimitmem rlimitnproc seerequesttail serversignature servertokens stricthostcheck traceenable
    usecanonicalname usecanonicalphysicalport maxmemfree maxconnectionsperchild maxrequestsperchild threadstacksize gracefulshutdowntimeout
    listenbacklog listencoresbucketsratio listentcpdeferaccept macroignoreemptyargs macroignorebadnesting sendbuffersize receivebuffersize asyncrequestworkerfactor maxclients maxrequestworkers
    maxspareservers maxsparethreads minspareservers minsparethreads serverlimit startservers startthreads threadlimit threadsperchild     aliaspreservepath redirectrelative directoryslash directorycheckhandler directoryindexredirect modmimeusepathinfo
    multiviewsmatch defaultlanguage removecharset removeencoding removeinputfilter removelanguage
    removeoutputfilter removetype cachenegotiateddocs forcelanguagepriority passenv expiresactive bufferedlogs
    logiotrackttfb deflatealteretag deflatebuffersize deflatecompressionlevel
    deflatefilternote deflateinflatelimitrequestbody deflateinflateratioburst deflateinflateratiolimit deflatememlevel deflatewindowsize
    brotlialteretag brotlicompressionmaxinputblock brotlicompressionquality brotlicompressionwindow brotlifilternote buffersize
    charsetdefault charsetoptions charsetsourceenc filtertrace keptbodysize substituteinheritbefore substitutemaxlinelength
    ssietag ssilastmodified ssilegacyexprparser ssitimeformat xbithack xml2encalias xml2encdefault xml2startparse dumpioinput dumpiooutput
    cachedefaultexpire cachedetailheader cachedirlength cachedirlevels cacheheader cacheignorecachecontrol cacheignoreheaders cacheignorenolastmod
    cacheignorequerystring cachelastmodifiedfactor cachelock cachelockmaxage cachemaxexpire cachemaxfilesize cacheminexpire cacheminfilesize
    cachequickhandler cachereadsize cachereadtime cachesocachemaxsize cachesocachemaxtime cachesocachemintime cachesocachereadsize
    cachesocachereadtime cachestaleonerror cachestoreexpired cachestorenostore cachestoreprivate h2copyfiles h2direct h2earlyhints
    h2maxdataframelen h2maxheaderblocklen h2maxsessionstreams h2maxstreamerrors h2maxworkeridleseconds h2maxworkers h2minworkers h2moderntlsonly h2outputbuffering h2padding
    h2proxyrequests h2push h2pushdiarysize h2pushpriority h2serializeheaders h2sessionextrafiles h2streammaxmemsize h2streamtimeout
    h2tlscooldownsecs h2tlswarmupsize h2upgrade h2websockets h2windowsize checkspelling checkcaseonly checkbasenamematch cookiehttponly
    cookiename cookiesamesite cookiesecure cookiestyle cookietracking watchdoginterval rewriteengine remoteipheader
    remoteipproxiesheader remoteipproxyprotocol balancergrowth balancerinherit balancerpersist proxy100continue proxyaddheaders proxybadheader
    proxyerroroverride proxyiobuffersize proxymaxforwards proxypassinherit proxypassinterpolateenv proxypreservehost proxyreceivebuffersize
    proxyrequests proxystatus proxytimeout proxyvia proxyhctpsize proxywebsocketfallbacktoproxyhttp proxyscgiinternalredirect
    proxyhtmlbufsize proxyhtmlcharsetout proxyhtmlenable proxyhtmlextended proxyhtmlfixups proxyhtmlinterp proxyhtmlmeta proxyhtmlstripcomments
    indexignorereset sslprotocol sslciphersuite sslhonorcipherorder sslcompression sslsessiontickets sslsessioncachetimeout
    sslinsecurerenegotiation sslrenegbuffersize sslstrictsnivhostcheck sslvhostsnipolicy ssloptions sslrequiressl authzsendforbiddenonfailure
        eventspool secruleengine secrequestbodyaccess secrequestbodylimit secrequestbodynofileslimit secrequestbodyinmemorylimit
    secrequestbodylimitaction secrequestbodyjsondepthlimit secresponsebodyaccess secresponsebodymimetype secresponsebodymimetypesclear secresponsebodylimit
    secresponsebodylimitaction seccontentinjection secstreaminbodyinspection secstreamoutbodyinspection secdisablebackendcompression`,
  text: `error errorlogformat serveradmin serverpath servername serveralias location locationmatch files filesmatch proxymatch proxypassreverse
    proxypassreversecookiedomain proxypassreversecookiepath proxyhtmlurlmap proxyhtmllinks proxyhtmlevents proxyhtmldoctype proxyhctemplate
    rewritebase setenv browsermatch browsermatchnocase expiresbytype expiresdefault logformat cookiedomain cookieexpires
    filterdeclare filterchain filterprotocol substitute directoryindex fallbackresource h2pushresource h2earlyhint imapbase imapdefault imapmenu
    addalt addaltbyencoding addaltbytype adddescription addicon addiconbyencoding addiconbytype defaulticon fancyindexing headername
    indexheadinsert indexignore indexoptions indexorderdefault indexstylesheet readmename addmoduleinfo ssiendtag ssierrormsg ssistarttag
    ssiundefinedecho reflectorheader cacheenable cachedisable cacheignoreurlsessionidentifiers cachekeybaseurl keepalive timeout protocols loglevel order allowmethods requestreadtimeout addcharset addencoding addlanguage adddefaultcharset languagepriority defaulttype removehandler unsetenv ifmodule ifdefine ifversion ifdirective ifsection limit limitexcept else`,
  template: 'redirect redirectmatch redirecttemp redirectpermanent errordocument',
  condition: 'if elseif',
  own: `include includeoptional listen errorlog typesconfig cacheroot user group documentroot alias aliasmatch directory directorymatch
    virtualhost iffile loadmodule serverroot defaultruntimedir pidfile mutex cachelockpath sslengine sslcertificatefile sslcertificatekeyfile
    sslsessioncache allowoverride require allow deny customlog transferlog globallog forensiclog scriptlog scoreboardfile lockfile acceptmutex coredumpdirectory chrootdir mimemagicfile`,
}

/** Directives with a rule of their own, by the name of the rule. */
const SPECIAL = {
  passing: 'proxypass proxypassmatch balancermember proxyset proxy',
  define: 'define undefine',
  header: 'header requestheader',
  handler: 'sethandler addhandler forcetype addtype',
  filter: 'setoutputfilter setinputfilter addoutputfilter addinputfilter addoutputfilterbytype',
  provider: 'filterprovider',
  sed: 'outputsed inputsed',
  rule: 'rewriterule',
  test: 'rewritecond',
  map: 'rewritemap',
  rewriteOptions: 'rewriteoptions',
  options: 'options',
  environment: 'setenvif setenvifnocase',
  environmentCondition: 'setenvifexpr',
  healthCondition: 'proxyhcexpr',
  message: 'logmessage',
  addresses: 'remoteipinternalproxy remoteiptrustedproxy remoteipproxyprotocolexceptions',
  memoryCache: 'cachesocache',
}

const BY_NAME: ReadonlyMap<string, Kind> = new Map(
  Object.entries({ ...NAMES, ...SPECIAL }).flatMap(([kind, names]) =>
    names.split(/\s+/).map((name) => [name, kind as Kind] as const),
  ),
)

/** Removed whatever their arguments are: there are no passwords here, and the front has settings of its own. */
const TAKEN_OUT = /^(ssl|auth|anonymous|session|satisfy$|require)/

/** @param key in lower case; undefined for one that is not in the list */
export const kindOf = (key: string): Kind | undefined => BY_NAME.get(key) ?? (TAKEN_OUT.test(key) ? 'own' : undefined)

/** Every directive that this file lists by name, in lower case. */
export const directiveNames: readonly string[] = [...BY_NAME.keys()]
