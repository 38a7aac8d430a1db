/** How nginx's configuration is written, laid out in files, and recognised. Pure. */
import type { ConfigLanguage } from '../../harness/model/index.ts'
import { directiveNames } from './audit/directives.ts'
import { SECURITY_DIRECTIVES } from './security-directives.ts'

/** Lines that only nginx's configuration has. */
const LIKE_NGINX =
  /^[ \t]*(?:(?:http|events|server|upstream|stream)[ \t\w.-]*\{|location[ \t][^\n{]*\{|(?:listen|server_name|proxy_\w+|root|include|return|worker_\w+|user|gzip\w*)[ \t][^\n]*;)/gm

export const language: ConfigLanguage = {
  directives: directiveNames,
  proxyingDirectives: ['proxy_pass'],
  securityDirectives: SECURITY_DIRECTIVES,
  likeness: (text) => text.match(LIKE_NGINX)?.length ?? 0,
  mainFiles: ['nginx.conf'],
  whole: /^[ \t]*(?:http|events)\s*\{/m,
  extensions: [
    ...['conf', 'vhost', 'site', 'inc', 'include', 'includes', 'cfg', 'config', 'types', 'load', 'rules', 'map'],
    ...['upstream', 'server', 'location', 'nginx'],
  ],
  // `modules-enabled` is Debian's.
  wholeFolders: [
    'sites-enabled',
    'sites-available',
    'conf-enabled',
    'conf-available',
    'modules-enabled',
    'modules-available',
  ],
  // `http.d` is Alpine's, `servers` Homebrew's, `templates` the image's.
  includedFolders: ['conf.d', 'http.d', 'sites-enabled', 'sites', 'vhosts', 'vhosts.d', 'servers', 'templates'],
  switchedOn: { 'sites-enabled': 'sites-available' },
  includes: { directives: ['include'], takesFolders: false, line: (file) => `include "${file}";` },
  imageNames: ['nginx', 'openresty', 'angie'],
  valueFiles: [],
  ownVariables: /\$([A-Z][A-Z0-9_]*)/gi,
  printCommand: 'nginx -T',
  // https://nginx.org/en/docs/switches.html
  printed: {
    fileLine: /^# configuration file (\/.+):$/,
    messageLine: /^nginx: |^\d{4}\/\d\d\/\d\d /,
  },
}
