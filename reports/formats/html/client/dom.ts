/** Builds elements from texts. No function here accepts markup: the text of a proxy, a profile or a file name stays text. */
import { visibleLines } from '../../../../harness/redact/visible-characters.ts'

export type Child = Node | string | undefined | false | readonly Child[]
type Attributes = Readonly<Record<string, string | number | boolean | undefined | ((event: Event) => void)>>

const SVG = 'http://www.w3.org/2000/svg'

export function h<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name)
  fill(element, attributes, children)
  return element
}

export function svg(name: string, attributes: Attributes = {}, ...children: readonly Child[]): SVGElement {
  const element = document.createElementNS(SVG, name)
  fill(element, attributes, children)
  return element
}

function fill(element: Element, attributes: Attributes, children: readonly Child[]): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue
    if (typeof value === 'function') element.addEventListener(name, value)
    else
      element.setAttribute(
        name,
        value === true ? '' : name === 'href' ? safeLink(String(value)) : visibleLines(String(value)),
      )
  }
  add(element, children)
}

function add(element: Element, children: readonly Child[]): void {
  for (const child of children) {
    if (child === undefined || child === false) continue
    if (typeof child === 'string') element.append(visibleLines(child))
    else if (child instanceof Node) element.append(child)
    else add(element, child)
  }
}

/** A place in this page, a file beside it, or a page of the web: never a script. */
function safeLink(target: string): string {
  if (target.startsWith('#') || /^https?:\/\//.test(target)) return target
  return /^[\w.@+~-]+(?:\/[\w.@+~%-]*)*$/.test(target) ? target : '#'
}

/** A path below the report's folder, as a link. */
export const fileLink = (path: string): string =>
  path
    .split('/')
    .map((part) => encodeURIComponent(part.toWellFormed()).replaceAll('%40', '@').replaceAll('%2B', '+'))
    .join('/')

/** A drawing for the available width, drawn again when it changes. @param least px */
export function drawn(least: number, draw: (width: number) => SVGElement): HTMLElement {
  const frame = h('div', { class: 'drawing' })
  let before = 0
  new ResizeObserver(() => {
    const width = Math.max(least, Math.round(frame.clientWidth))
    if (width === before) return
    before = width
    frame.replaceChildren(draw(width))
  }).observe(frame)
  return frame
}

/** A folded part of the page. */
export const folded = (summary: Child, ...children: readonly Child[]): HTMLElement =>
  h('details', {}, h('summary', {}, summary), ...children)

export const plural = (count: number, noun: string): string =>
  `${count.toLocaleString('en-US')} ${noun}${count === 1 ? '' : 's'}`
