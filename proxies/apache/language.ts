/** How Apache's configuration is written, laid out in files, and recognised. Pure. */
import type { ConfigLanguage } from '../../harness/model/index.ts'
import { directiveNames } from './audit/directives.ts'
import { SECURITY_DIRECTIVES } from './security-directives.ts'

/** Lines that only Apache's configuration has. */
const LIKE_APACHE =
  /^[ \t]*(?:<\/?(?:VirtualHost|Location|LocationMatch|Directory|IfModule|IfDefine|Proxy|Files|Limit)\b|(?:ProxyPass\w*|ServerName|ServerAlias|DocumentRoot|RewriteRule|RewriteEngine|LoadModule|Listen|Include|IncludeOptional|ErrorLog|CustomLog|SSLEngine|Require)[ \t])/gim

export const language: ConfigLanguage = {
  directives: directiveNames,
  proxyingDirectives: ['ProxyPass', 'ProxyPassMatch', 'RewriteRule … [P]'],
  securityDirectives: SECURITY_DIRECTIVES,
  likeness: (text) => text.match(LIKE_APACHE)?.length ?? 0,
  // Debian's, and the project's own.
  mainFiles: ['apache2.conf', 'httpd.conf'],
  extensions: ['conf', 'vhost', 'site', 'inc', 'include', 'load', 'rules', 'apache', 'httpd', 'apache2'],
  // Debian's.
  wholeFolders: [
    'sites-enabled',
    'sites-available',
    'conf-enabled',
    'conf-available',
    'mods-enabled',
    'mods-available',
  ],
  includedFolders: ['conf.d', 'sites-enabled', 'sites', 'vhosts', 'vhosts.d'],
  switchedOn: { 'sites-enabled': 'sites-available' },
  includes: {
    directives: ['include', 'includeoptional'],
    takesFolders: true,
    line: (file) => `Include "${file}"`,
  },
  imageNames: ['httpd', 'apache', 'apache2'],
  // Debian's, read by its start script.
  valueFiles: ['envvars'],
  startVariables: /^APACHE_/,
  ownVariables: /\bdefine\s+([A-Z][A-Z0-9_]*)/gi,
}
