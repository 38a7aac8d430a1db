/**
 * The overview of a check with several routes: one row each, the worst first; what fails first there and the line that causes it, or the
 * route's own line. Pure.
 */
import { padTo, widthOf } from '../../../terminal/columns.ts'
import { failureGroups, sayCounts } from '../failure-groups.ts'
import type { RouteReport } from '../report.ts'
import { cut, type Screen } from './screen.ts'
import { addressAmong, addressOf, countsOfRoute, LONGEST_GRADE, sayGrade, worstFirst } from './verdict-lines.ts'

/** Share of a screen's rows that the overview may take. */
const SHARE = 0.2
/** Minimum width of an address that does not fit. */
const MIN_ADDRESS = 12
/** Width of the counts, or of the reason why there is no verdict. */
const MIN_TEXT = 20
const GAP = 2

/** @param more the option that shows the routes that are left out */
export function routeTable(routes: readonly RouteReport[], screen: Screen, more: string): string[] {
  const most = Math.max(2, Math.floor(screen.rows * SHARE))
  const ordered = worstFirst(routes)
  const shown = ordered.length <= most ? ordered : ordered.slice(0, most - 1)
  const hidden = ordered.length - shown.length
  const shortest = Math.max(...shown.map((route) => widthOf(endOf(decidingPlace(route)))))
  const longest = Math.max(...shown.map((route) => widthOf(addressAmong(routes, route))))
  // What is left for the address and the place, with its brackets.
  const roomBeside = (textOf: (route: RouteReport) => string): number => {
    const text = Math.max(MIN_TEXT, ...shown.filter(isJudged).map((route) => widthOf(textOf(route))))
    return screen.columns - LONGEST_GRADE - text - 3 * GAP - 2
  }
  const textOf = roomBeside(longText) >= longest + shortest ? longText : shortText
  const room = roomBeside(textOf)
  const address = Math.min(longest, Math.max(MIN_ADDRESS, room - shortest))
  const rows = shown.map((route) => {
    const place = `(${placeIn(decidingPlace(route), room - address)})`
    const taken = LONGEST_GRADE + address + 3 * GAP + widthOf(place)
    // The place is whole, whatever it takes.
    const text = cut(isJudged(route) ? textOf(route) : route.headline, Math.max(1, screen.columns - taken))
    const grade = sayGrade(route.grade, screen) + ' '.repeat(LONGEST_GRADE - route.grade.length)
    return cut(
      [grade, padTo(addressIn(addressAmong(routes, route), route.path, address), address), text, place].join('  '),
      screen.columns,
    )
  })
  return hidden === 0 ? rows : [...rows, cut(`… ${hidden} more routes: ${more}`, screen.columns)]
}

const isJudged = ({ grade }: RouteReport): boolean => grade !== 'unknown'

const firstFailing = (route: RouteReport) => failureGroups(route)[0]?.criteria[0]

/** Where a default is the cause, the route's own line. */
function decidingPlace(route: RouteReport): string {
  const [cause] = (isJudged(route) ? firstFailing(route)?.causes : undefined) ?? []
  return cause?.where ?? cause?.near ?? route.where
}

/** `2 errors, 1 warning: delivery/live` */
function longText(route: RouteReport): string {
  const counts = sayCounts(countsOfRoute(route))
  const first = firstFailing(route)
  return first === undefined ? counts : `${counts}: ${first.criterion}`
}

/** `delivery/live +2` */
function shortText(route: RouteReport): string {
  const first = firstFailing(route)
  const { errors, warnings } = countsOfRoute(route)
  const more = errors + warnings - 1
  if (first === undefined) return sayCounts({ errors, warnings })
  return more === 0 ? first.criterion : `${first.criterion} +${more}`
}

/** The shortest form of a place: `…/shop.conf:12`. */
const endOf = (where: string): string => (where.includes('/') ? `…/${where.slice(where.lastIndexOf('/') + 1)}` : where)

/** Routes of one server differ in their paths: a host that does not fit is left out, and of a long path the beginning. */
function addressIn(whole: string, path: string, room: number): string {
  if (widthOf(whole) <= room) return whole
  if (widthOf(path) <= room) return path
  const characters = [...path]
  while (characters.length > 0 && widthOf(characters.join('')) > room - 1) characters.shift()
  return `…${characters.join('')}`
}

/** As many folders before the file as fit: the file and its line are what a reader needs. */
function placeIn(where: string, room: number): string {
  if (widthOf(where) <= room) return where
  const parts = where.split('/')
  const forms = parts.slice(1).map((_, n) => `…/${parts.slice(n + 1).join('/')}`)
  return forms.find((form) => widthOf(form) <= room) ?? endOf(where)
}

/** The row above the failures of one route. */
export function routeHead(route: RouteReport, columns: number): string {
  const { name, path, where } = route
  const address = addressIn(addressOf(route), path, columns - widthOf(` (${name}, ${endOf(where)})`))
  const before = `${address} (${name}, `
  return cut(`${before}${placeIn(where, columns - widthOf(before) - 1)})`, columns)
}
