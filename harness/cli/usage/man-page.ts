/** The manual page in roff, as described in man(7). Pure. */
import type { CommandDescription, OptionDescription, ProgramDescription } from './describe.ts'

export function manPage({ name, description, options, commands }: ProgramDescription): string {
  return [
    `.\\" Made from the options: node scripts/man-page.ts`,
    `.TH ${name.toUpperCase()} 1`,
    '.SH NAME',
    `${name} \\- test whether event streams survive a reverse proxy`,
    '.SH SYNOPSIS',
    `.B ${roff(name)}`,
    '[\\fIcommand\\fR] [\\fIoptions\\fR]',
    '.SH DESCRIPTION',
    roff(description),
    'Options without a command are those of',
    '.BR run .',
    '.SH OPTIONS OF EVERY COMMAND',
    ...options.flatMap(optionLines),
    '.SH COMMANDS',
    ...commands.flatMap((command) => commandLines(name, command)),
    '.SH EXIT STATUS',
    ...term('0', 'The result is as expected; the configuration works.'),
    ...term('1', 'A finding against expectation; the configuration fails a check.'),
    ...term('2', 'The work could not be done. It wins over 1.'),
    ...term('130', 'Interrupted: what was recorded until then is in the report.'),
    '.SH ENVIRONMENT',
    ...term('NO_COLOR', 'No colours, whatever the terminal.'),
    ...term('FORCE_COLOR', 'Colours, also in a file or pipe.'),
    ...term('CI', 'Progress is printed as plain lines, as it is where the output is no terminal.'),
    ...term('SSE_COMPAT_NGINX, SSE_COMPAT_APACHE', "The proxy's program, in place of the one on PATH."),
    ...term('SSE_COMPAT_DEBUG', 'An internal error is printed with its stack.'),
    '',
  ].join('\n')
}

function commandLines(
  program: string,
  { name, syntax, description, arguments: args, options }: CommandDescription,
): string[] {
  const usage = [program, name, syntax].filter((part) => part !== '').join(' ')
  return [
    `.SS ${roff(usage)}`,
    sentence(description),
    ...args.filter((one) => one.description !== '').flatMap((one) => term(one.name, sentence(one.description))),
    ...options.filter(({ names }) => !names.includes('--help')).flatMap(optionLines),
  ]
}

function optionLines({ flags, description, choices, byDefault }: OptionDescription): string[] {
  const more = [
    choices.length > 0 ? `One of: ${choices.join(', ')}.` : '',
    byDefault === '' ? '' : `Default: ${byDefault}.`,
  ]
  return term(flags, [sentence(description), ...more].filter((part) => part !== '').join(' '))
}

const term = (name: string, text: string): string[] => ['.TP', `.B ${roff(name)}`, roff(text)]

const sentence = (text: string): string => {
  const whole = `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`
  return /[.?!]$/.test(whole) ? whole : `${whole}.`
}

/** In roff, a dash would become a hyphen, and a dot or quote at the start of a line a request. */
const roff = (text: string): string =>
  text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replace(/^(?=[.'])/, '\\&')
