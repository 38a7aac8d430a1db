/** A badge for a README: the endpoint of shields.io (https://shields.io/badges/endpoint-badge), and a picture. Pure. */
import { visible, visibleJson } from '../../harness/redact/visible-characters.ts'

export interface Badge {
  readonly message: string
  readonly colour: keyof typeof COLOURS
}

const LABEL = 'event streams'
/** By shields.io's names. */
const COLOURS = { brightgreen: '#4c1', yellow: '#dfb317', red: '#e05d44', lightgrey: '#9f9f9f' } as const

export const shieldsEndpoint = ({ message, colour }: Badge): string =>
  `${visibleJson(JSON.stringify({ schemaVersion: 1, label: LABEL, message: visible(message), color: colour }, null, 2))}\n`

const HEIGHT = 20
/** Of 11 px Verdana, on average; each text is set to exactly its width. */
const CHARACTER = 6.6
const PADDING = 10

export function badgeSvg({ message, colour }: Badge): string {
  const [left, right] = [widthOf(LABEL), widthOf(message)]
  const said = `${LABEL}: ${message}`
  const lines = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${left + right}" height="${HEIGHT}" role="img" aria-label="${escaped(said)}">`,
    `  <title>${escaped(said)}</title>`,
    `  <rect width="${left}" height="${HEIGHT}" fill="#555"/>`,
    `  <rect x="${left}" width="${right}" height="${HEIGHT}" fill="${COLOURS[colour]}"/>`,
    '  <g fill="#fff" text-anchor="middle" font-family="Verdana,Geneva,DejaVu Sans,sans-serif" font-size="11">',
    textLine(LABEL, left / 2, left),
    textLine(message, left + right / 2, right),
    '  </g>',
    '</svg>',
  ]
  return `${lines.join('\n')}\n`
}

const textLine = (text: string, middle: number, width: number): string =>
  `    <text x="${middle}" y="14" textLength="${width - PADDING}">${escaped(text)}</text>`

const widthOf = (text: string): number => Math.round(text.length * CHARACTER) + PADDING

const escaped = (text: string): string =>
  visible(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
