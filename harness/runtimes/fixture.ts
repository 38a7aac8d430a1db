/** For this folder's tests: two minimal products, so that the tests do not depend on proxies/. */

import { existsSync, globSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { listRoots, rootLoader } from '../debian/debian-root.mjs'
import type { Adapter, Address, BuildFacts, Prepared, Site } from '../model/index.ts'

const common = (files: Record<string, string>, args: readonly string[]): Prepared => ({
  files,
  folders: ['run'],
  args,
  env: {},
  checkArgs: [...args.filter((arg) => arg !== '-DFOREGROUND'), '-t'],
  replaced: [],
  path: '/sse/',
  host: '',
  settings: { timers: [] },
})

const backendOf = (site: Site) => `http://${site.backend.host}:${site.backend.port}`

/** Each uses `config['extra.conf']` as its whole configuration, with a few lines of its own. */
export const nginx: Adapter = {
  product: 'nginx',
  title: 'nginx',
  executables: ['nginx'],
  packages: ['nginx-light'],
  images: ['nginx:stable'],
  moduleFolders: ['/usr/lib/nginx/modules'],
  dataFolders: ['/etc/nginx'],
  versionArgs: [['-V']],
  readBuild(output) {
    const version = /nginx version: nginx\/(\S+)/.exec(output)?.[1]
    return version === undefined
      ? undefined
      : { version, builtIn: [...output.matchAll(/--with-(\w+)_module/g)].map((m) => m[1] ?? '') }
  },
  prepare(config, site) {
    const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
      (n) => `${n}_temp_path "${site.directory}/run/${n}";`,
    )
    const text = `daemon off; pid "${site.directory}/run/pid"; error_log stderr notice; ${site.asRoot ? 'user nobody nogroup;' : ''}
      events {} http { access_log off; ${paths.join(' ')} ${config['extra.conf'] ?? ''}
      server { listen ${site.listen.host}:${site.listen.port}; location /sse/ { proxy_pass ${backendOf(site)}; } } }`
    return common({ 'nginx.conf': text }, ['-p', site.directory, '-e', 'stderr', '-c', `${site.directory}/nginx.conf`])
  },
  readRefusal: (output) => ({ message: /\[emerg\] .*/.exec(output)?.[0] ?? output }),
  addressInUse: /bind\(\) to .* failed \(98/,
  profileExtension: 'conf',
  capabilities: { fronts: ['h1', 'h1+tls', 'h2+tls'], reload: { signal: 'SIGHUP', doneWhen: /start worker process/ } },
  stop: 'SIGTERM',
}

export const apache: Adapter = {
  product: 'apache',
  title: 'Apache httpd',
  executables: ['apache2', 'httpd'],
  packages: ['apache2-bin', 'media-types'],
  images: ['httpd:2.4'],
  moduleFolders: ['/usr/lib/apache2/modules', '/usr/local/apache2/modules'],
  dataFolders: ['/etc/apache2', '/etc'],
  versionArgs: [['-v'], ['-l']],
  readBuild(output) {
    const version = /Apache\/(\S+)/.exec(output)?.[1]
    return version === undefined
      ? undefined
      : { version, builtIn: [...output.matchAll(/^ {2}(\w+)\.c$/gm)].map((m) => m[1] ?? '') }
  },
  prepare(config, site, build) {
    const names = ['mpm_event', 'unixd', 'authz_core', 'proxy', 'proxy_http'].filter(
      (name) => !build.builtIn.includes(`mod_${name}`),
    )
    const modules = names.map((name) => `LoadModule ${name}_module "${build.loadable[`mod_${name}`]}"`)
    const text = `${modules.join('\n')}
      ServerName test
      Listen ${site.listen.host}:${site.listen.port}
      PidFile "${site.directory}/run/pid"
      DefaultRuntimeDir "${site.directory}/run"
      ErrorLog /dev/stderr
      ${site.asRoot ? 'User nobody\nGroup nogroup' : ''}
      ${config['extra.conf'] ?? ''}
      ProxyPass /sse/ ${backendOf(site)}/sse/\n`
    return common({ 'httpd.conf': text }, ['-d', site.directory, '-f', `${site.directory}/httpd.conf`, '-DFOREGROUND'])
  },
  readRefusal: (output) => ({ message: output.split('\n').slice(0, 2).join(' ') }),
  addressInUse: /\(98\)Address already in use/,
  profileExtension: 'conf',
  capabilities: {
    fronts: ['h1', 'h1+tls', 'h2+tls'],
    reload: { signal: 'SIGUSR1', doneWhen: /resuming normal operations/ },
  },
  stop: 'SIGTERM',
}

/** The repository's top folder. */
export const repository = fileURLToPath(new URL('../..', import.meta.url))

/** A build from an unpacked root, with its libfaketime; undefined where there is none. */
export function rootBuild(adapter: Adapter, roots = `${repository}/.cache/roots`): BuildFacts | undefined {
  const root = listRoots(roots).find(({ suite }) => suite === 'trixie')
  const executable = adapter.executables
    .map((name) => `${root?.folder}/usr/sbin/${name}`)
    .find((file) => existsSync(file))
  if (root === undefined || executable === undefined) return undefined
  const folder = root.folder + (adapter.moduleFolders[0] ?? '')
  const loadable = Object.fromEntries(
    ['mod_mpm_event', 'mod_unixd', 'mod_authz_core', 'mod_proxy', 'mod_proxy_http'].map((name) => [
      name,
      `${folder}/${name}.so`,
    ]),
  )
  const [fakeTime] = globSync('usr/lib/*/faketime/libfaketimeMT.so.1', { cwd: root.folder })
  return {
    id: `${adapter.product}-0-debian-${root.suite}`,
    product: adapter.product,
    version: '0',
    source: 'root',
    origin: root.suite,
    exec: [...rootLoader(root.folder), executable],
    builtIn: ['mod_unixd'],
    loadable: adapter.product === 'apache' ? loadable : {},
    report: '',
    dataDirectory: '',
    ...(fakeTime === undefined ? {} : { fakeTime: `${root.folder}/${fakeTime}` }),
  }
}

export const IMAGE = 'sse-compat/root:trixie'

/** The same executables and modules as `rootBuild`, at their paths in the image that was made from the root. */
export function imageBuild(adapter: Adapter): BuildFacts | undefined {
  const build = rootBuild(adapter)
  if (build === undefined) return undefined
  const executable = build.exec.at(-1) ?? ''
  const root = executable.slice(0, executable.indexOf('/usr/sbin/'))
  const loadable = Object.entries(build.loadable).map(([name, file]) => [name, file.replace(root, '')])
  return {
    ...build,
    source: 'image',
    image: IMAGE,
    exec: [executable.replace(root, '')],
    ...(build.fakeTime === undefined ? {} : { fakeTime: build.fakeTime.replace(root, '') }),
    loadable: Object.fromEntries(loadable),
  }
}

/** An origin that responds to every request with 204. */
export async function startOrigin(host: string): Promise<AsyncDisposable & { address: Address }> {
  const server = createServer((_, response) => response.writeHead(204).end())
  await new Promise<void>((resolve) => server.listen(0, host, resolve))
  return {
    address: { host, port: (server.address() as AddressInfo).port },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
