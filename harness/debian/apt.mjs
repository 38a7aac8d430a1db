// Reads this machine's own apt sources, so that another suite comes from the same mirror with the same key.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** @typedef {{ uri: string, suites: string[], components: string[], signedBy: string }} Source */

/** Suites that have no `-updates` and no security archive. */
const ROLLING = ['sid', 'unstable', 'experimental']

/**
 * One-line format, sources.list(5): `deb [option=value …] uri suite component…`
 * @param {string} text
 * @returns {Source[]}
 */
export function parseOneLine(text) {
  const sources = []
  for (const line of text.split('\n')) {
    const match = /^\s*deb\s+(?:\[([^\]]*)\]\s+)?(\S+)\s+(\S+)\s*([^#]*)/.exec(line)
    if (!match) continue
    const [, options = '', uri = '', suite = '', components = ''] = match
    const signedBy = /signed-by=(\S+)/i.exec(options)?.[1] ?? ''
    sources.push({ uri, suites: [suite], components: words(components), signedBy })
  }
  return sources
}

/**
 * deb822 format: paragraphs of `Field: value`, continued by indented lines. A key that is embedded in the file itself
 * (`Signed-By:` with a key block) is ignored: apt then uses the machine's trusted keys.
 * @param {string} text
 * @returns {Source[]}
 */
export function parseDeb822(text) {
  const sources = []
  for (const paragraph of text.replace(/^#.*\n?/gm, '').split(/\n\s*\n/)) {
    /** @type {Record<string, string>} */
    const fields = {}
    let name = ''
    for (const line of paragraph.split('\n')) {
      const field = /^([A-Za-z-]+):\s*(.*)$/.exec(line)
      if (field) {
        name = (field[1] ?? '').toLowerCase()
        fields[name] = field[2] ?? ''
      } else if (/^\s/.test(line) && name) fields[name] += ` ${line.trim()}`
    }
    if (!words(fields.types).includes('deb') || fields.enabled === 'no') continue
    const signedBy = fields['signed-by']?.startsWith('/') ? fields['signed-by'] : ''
    for (const uri of words(fields.uris)) {
      sources.push({ uri, suites: words(fields.suites), components: words(fields.components), signedBy })
    }
  }
  return sources
}

/** @param {string | undefined} text */
function words(text) {
  return (text ?? '').split(/\s+/).filter(Boolean)
}

/**
 * @param {string} folder usually /etc/apt
 * @returns {Source[]}
 */
export function readSources(folder = '/etc/apt') {
  const sources = []
  const read = (/** @type {string} */ file) => {
    try {
      return readFileSync(file, 'utf8')
    } catch {
      return ''
    }
  }
  sources.push(...parseOneLine(read(join(folder, 'sources.list'))))
  let parts = /** @type {string[]} */ ([])
  try {
    parts = readdirSync(join(folder, 'sources.list.d')).sort()
  } catch {}
  for (const part of parts) {
    const text = () => read(join(folder, 'sources.list.d', part))
    if (part.endsWith('.list')) sources.push(...parseOneLine(text()))
    if (part.endsWith('.sources')) sources.push(...parseDeb822(text()))
  }
  return sources
}

/**
 * Lines of a sources.list for another suite, the most important archive first: the release itself, then its updates and security
 * where this machine has them for its own suite.
 * @param {Source[]} sources
 * @param {string} own this machine's suite
 * @param {string} wanted
 * @returns {string[]}
 */
export function sourcesFor(sources, own, wanted) {
  const lines = []
  for (const part of ['', '-updates', '-security']) {
    if (part && wanted !== own && ROLLING.includes(wanted)) continue
    const source = sources.find((each) => each.suites.includes(own + part))
    if (!source) continue
    const signed = source.signedBy ? `[signed-by=${source.signedBy}] ` : ''
    lines.push(`deb ${signed}${source.uri} ${wanted}${part} ${source.components.join(' ')}`)
  }
  return lines
}

/**
 * The contents of /etc/os-release.
 * @returns {{ id: string, codename: string }} both '' where there is no such file
 */
export function readSystem(file = '/etc/os-release') {
  let text = ''
  try {
    text = readFileSync(file, 'utf8')
  } catch {}
  const field = (/** @type {string} */ name) => new RegExp(`^${name}="?([^"\n]*)"?$`, 'm').exec(text)?.[1] ?? ''
  return { id: field('ID'), codename: field('VERSION_CODENAME') }
}
