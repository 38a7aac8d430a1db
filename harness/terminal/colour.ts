/** Whether a stream gets colours: a terminal does unless NO_COLOR is set; FORCE_COLOR decides for any stream. */
import { styleText } from 'node:util'

type Format = Parameters<typeof styleText>[0]

export type Paint = (format: Format, text: string) => string

export const paintFor =
  (stream: NodeJS.WritableStream): Paint =>
  (format, text) =>
    styleText(format, text, { stream: stream as NodeJS.WriteStream })

/** For the option --no-color, which takes precedence over both variables. */
export function disableColour(environment: NodeJS.ProcessEnv): void {
  delete environment.FORCE_COLOR
  environment.NO_COLOR = '1'
}
