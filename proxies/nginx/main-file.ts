/** The main file that the harness starts nginx with: its own settings around, or in front of, the user's files. */

import type { Edits } from '../../harness/edits.ts'
import type { BuildFacts, Site } from '../../harness/model.ts'
import { hostPort } from './backends.ts'
import type { Directive } from './config.ts'
import type { Front } from './front.ts'
import { modulesToLoad } from './modules.ts'
import { workerUser } from './sandbox.ts'
import type { Layout } from './shape.ts'

const TEMP = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']

interface Own extends Front {
  /** What comes last in the `http` block: a `map` before a `map_hash_bucket_size` makes that a second one. */
  readonly last: readonly string[]
}

/**
 * @param file the user's first file, as an absolute path
 * @param edits what a whole configuration needs inside of its own `http` block is put there
 */
export function mainFile(
  layout: Layout,
  file: string,
  site: Site,
  build: BuildFacts,
  front: Own,
  edits: Edits,
): string {
  const { shape, top } = layout
  const lines = [
    ...modulesToLoad(top, build).map((path) => `load_module ${path};`),
    'daemon off;',
    'master_process on;',
    `pid ${site.directory}/run/nginx.pid;`,
    'error_log stderr notice;',
  ]
  const has = (name: string) => top.some((directive) => directive.name === name)
  if (site.asRoot && !has('user')) lines.push(`user ${workerUser(build)};`)
  if (shape === 'main') {
    if (!has('events')) lines.push('events { }')
    const http = top.find(({ name }) => name === 'http')
    if (http?.opening) {
      edits.insert(http.opening, ` ${[...front.http, ...httpSettings(layout.http, site, build)].join(' ')}`)
      const beforeBrace = http.end - 1
      if (front.last.length > 0)
        edits.insert({ ...http, start: beforeBrace, end: beforeBrace }, ` ${front.last.join(' ')} `)
    }
    return `${[...lines, `include ${file};`].join('\n')}\n`
  }
  const listen = layout.http[0]?.block?.some(({ name }) => name === 'listen')
    ? []
    : [`listen ${[hostPort(site.listen), ...front.listen].join(' ')};`]
  const include = `include ${file};`
  const inner = {
    http: [include],
    server: ['server {', ...listen, include, '}'],
    location: ['server {', ...listen, 'location / {', include, '}', '}'],
  }[shape]
  const types = build.dataDirectory === '' ? [] : [`include ${build.dataDirectory}/mime.types;`]
  const given = shape === 'http' ? top : []
  return `${[
    ...lines,
    'worker_processes 1;',
    site.ownSizes ? 'events { }' : 'events { worker_connections 1024; }',
    'http {',
    ...types,
    ...front.http,
    ...httpSettings(given, site, build),
    ...inner,
    ...front.last,
    '}',
  ].join('\n')}\n`
}

/** No access log, and every folder for temporary files in the site's own; what the user sets there is left to him. */
function httpSettings(http: readonly Directive[], site: Site, build: BuildFacts): string[] {
  const given = new Set(http.map(({ name }) => name))
  const temp = TEMP.filter((kind) => !given.has(`${kind}_temp_path`) && has(kind, build)).map(
    (kind) => `${kind}_temp_path ${site.directory}/temp/${kind};`,
  )
  return given.has('access_log') ? temp : ['access_log off;', ...temp]
}

const has = (kind: string, build: BuildFacts): boolean => !build.report.includes(`--without-http_${kind}_module`)
