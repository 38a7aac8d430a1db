/** Parses a time as a person typed it: `500ms`, `30s`, `2m`; a number without a unit is in seconds. */
import { type Ms, SseCompatError } from '../model/index.ts'

const SHORTEST: Ms = 500

/** @param most maximum in ms, whole minutes @throws SseCompatError `bad-option` */
export const timeOption =
  (option: string, most: Ms) =>
  (typed: string): Ms => {
    const [, number, unit = 's'] = /^(\d+(?:\.\d+)?)(ms|s|m)?$/.exec(typed) ?? []
    const ms = Number(number) * ({ ms: 1, s: 1000, m: 60_000 }[unit] ?? Number.NaN)
    if (ms >= SHORTEST && ms <= most) return ms
    throw new SseCompatError('bad-option', `${option} takes a time from 500ms to ${most / 60_000}m, not "${typed}"`, {
      advice: `for example ${option} 30s`,
    })
  }
