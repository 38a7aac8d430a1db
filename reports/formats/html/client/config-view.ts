/** The configuration with line numbers; what the report knows of a line stands below it. */
import { configLines } from '../model/config-lines.ts'
import type { ShownProfile } from '../model/unpack-report.ts'
import { h } from './dom.ts'

export function configView(profile: ShownProfile, said: readonly string[]): HTMLElement | undefined {
  if (profile.texts.length === 0) return undefined
  return h(
    'section',
    {},
    h('h2', {}, 'Configuration'),
    profile.file !== '' && h('p', { class: 'quiet' }, profile.file),
    profile.texts.map((config) => {
      const lines = configLines(config, profile, said)
      // A configuration as it ran has lost its comments: their lines are empty.
      const first = Math.max(
        0,
        lines.findIndex(({ text }) => text.trim() !== ''),
      )
      return h(
        'figure',
        {},
        profile.texts.length > 1 && h('figcaption', {}, `${config.name}: ${config.file}`),
        h(
          'div',
          { class: 'config', tabindex: 0, role: 'region', 'aria-label': `Lines of ${config.name}, ${config.file}` },
          lines
            .slice(first)
            .map(({ number, text, notes }) => [
              h(
                'div',
                { class: `line ${notes[0]?.kind ?? ''}` },
                h('span', { class: 'number' }, String(number)),
                h('code', { class: text.trimStart().startsWith('#') ? 'comment' : '' }, text === '' ? ' ' : text),
              ),
              notes.map((note) => h('div', { class: `note ${note.kind}` }, note.text)),
            ]),
        ),
        config.kind === 'ran' &&
          h('figcaption', {}, 'As it ran: with the lines that the sandbox needs, without comments.'),
      )
    }),
  )
}
