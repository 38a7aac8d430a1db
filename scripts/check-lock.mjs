// Part of `npm run lint`: package-lock.json has a hash and a source for every package that npm downloads. Prints a line for each
// entry that does not meet the rules, then exits with 1.

import { readFileSync, realpathSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** Packages whose install script the set-up runs: `node` downloads its binary, which is pinned in node-binary.json. */
const SCRIPTS_TO_RUN = ['node']

const REGISTRY = 'https://registry.npmjs.org/'
const SHA512 = /^sha512-[A-Za-z0-9+/]{86}==$/

/**
 * @typedef {object} Entry of `packages` in a lock file of version 3; `''` is the project itself
 * @property {string} [name] where it is another than the path's: an alias
 * @property {string} [version]
 * @property {string} [integrity]
 * @property {string} [resolved]
 * @property {boolean} [link]
 * @property {boolean} [hasInstallScript]
 */

/**
 * @param {{ lockfileVersion: number, packages: Record<string, Entry> }} lock
 * @param {Record<string, boolean>} allowScripts of package.json: packages whose install scripts were reviewed
 * @param {string} pinnedNode version that node-binary.json has hashes of
 * @returns {string[]} one line for each entry that is wrong
 */
export function faultsOfLock(lock, allowScripts, pinnedNode) {
  if (lock.lockfileVersion !== 3) return [`lockfileVersion is ${lock.lockfileVersion}, expected 3`]
  const entries = Object.entries(lock.packages).map(([path, entry]) => {
    const faults = specsOf(entry).filter(([, spec]) => !isFromRegistry(spec))
    const lines = faults.map(([name, spec]) => `depends on ${name} from "${spec}", not from the npm registry`)
    if (path !== '') lines.push(...faultsOfPackage(path, entry, allowScripts))
    return lines.length === 0 ? '' : `${path || 'the project'}: ${lines.join('; ')}`
  })
  const allowed = Object.entries(allowScripts)
    .filter(([name, run]) => run && !SCRIPTS_TO_RUN.includes(name))
    .map(([name]) => `${name}: allowScripts of package.json lets its install script run; only ${SCRIPTS_TO_RUN} may`)
  const node = lock.packages['node_modules/node']?.version
  const pin = `node_modules/node: is ${node}, but the hashes are of ${pinnedNode}; run: node scripts/pin-node.mjs`
  return [...entries.filter(Boolean), ...allowed, ...(node === pinnedNode ? [] : [pin])]
}

/** @param {string} path @param {Entry} entry @param {Record<string, boolean>} allowScripts */
function faultsOfPackage(path, entry, allowScripts) {
  const { version, integrity, resolved, link, hasInstallScript } = entry
  if (link) return [`is a link to the folder "${resolved}"`]
  const name = entry.name ?? path.split('node_modules/').at(-1)
  const reviewed = SCRIPTS_TO_RUN.includes(name) || allowScripts[name] === false
  return [
    [version === undefined, 'has no version'],
    [integrity === undefined, `has no integrity; it is what this prints: npm view ${name}@${version} dist.integrity`],
    [integrity !== undefined && !SHA512.test(integrity), `its integrity is not one sha512: ${integrity}`],
    [resolved !== undefined && !resolved.startsWith(REGISTRY), `comes from ${resolved}, not from ${REGISTRY}`],
    [
      hasInstallScript && !reviewed,
      `has an install script; read it, then deny it in package.json: "allowScripts": { "${name}": false }`,
    ],
  ].flatMap(([wrong, line]) => (wrong ? [line] : []))
}

/** @param {Entry} entry @returns {[string, string][]} names and version ranges */
function specsOf(entry) {
  const kinds = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies']
  return kinds.flatMap((kind) => Object.entries(entry[kind] ?? {}))
}

/** A range or a tag, also for an alias (`npm:…`). Paths, archives, URLs and repositories do not match. */
function isFromRegistry(/** @type {string} */ spec) {
  return /^(npm:(@[^/:\\]+\/)?)?[^./:\\][^/:\\]*$|^$/.test(spec) && !/\.(tgz|tar|tar\.gz)$/i.test(spec)
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const read = (/** @type {string} */ file) => JSON.parse(readFileSync(new URL(file, import.meta.url), 'utf8'))
  const { allowScripts } = read('../package.json')
  const faults = faultsOfLock(read('../package-lock.json'), allowScripts, read('node-binary.json').version)
  for (const fault of faults) process.stdout.write(`package-lock.json: ${fault}\n`)
  process.exitCode = faults.length > 0 ? 1 : 0
}
