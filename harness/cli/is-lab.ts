/** Whether `probe` takes a URL for a lab. Pure. */
import { SseCompatError } from '../model/index.ts'

export interface LabSigns {
  readonly token?: string
  /** The token is an option, not only in the environment, where it is set for other URLs as well. */
  readonly isTyped: boolean
  readonly direct?: string
  readonly scenario: readonly string[]
  readonly all: boolean
  readonly long: boolean
  readonly capacity: boolean
}

export const NOT_USED =
  'SSE_LAB_TOKEN is not used: the path of this URL does not end with /lab. With --token it is taken for a lab.'

/** @throws SseCompatError `bad-option` for options of a lab without a token, or with --direct */
export function isLab(url: string, { token, isTyped, direct, scenario, all, long, capacity }: LabSigns): boolean {
  const wanted = scenario.length > 0 || all || long || capacity
  if (wanted && token === undefined)
    throw new SseCompatError('bad-option', '--scenario, --all, --long and --capacity are for a lab, and need --token', {
      advice: 'a lab is started behind the chain: `sse-compat serve --lab`',
    })
  if (direct !== undefined && (wanted || isTyped))
    throw new SseCompatError('bad-option', '--direct compares two streams of an application, not those of a lab')
  if (token === undefined || direct !== undefined) return false
  // A chain may route any path to a lab.
  return isTyped || wanted || (URL.canParse(url) && /\/lab\/?$/.test(new URL(url).pathname))
}
