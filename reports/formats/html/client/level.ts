/** Signs of levels and grades. Colour is never the only distinction. */
import type { Grade } from '../../../../harness/model/index.ts'
import { GRADE_WORDS, LEVEL_WORDS, type Level, SIGNS } from '../model/outcome.ts'
import { h } from './dom.ts'

export const levelSign = (level: Level): HTMLElement =>
  h(
    'span',
    { class: `sign ${level}`, title: LEVEL_WORDS[level] },
    SIGNS[level],
    h('span', { class: 'unseen' }, ` ${LEVEL_WORDS[level]}`),
  )

export const gradeBadge = (grade: Grade): HTMLElement => h('span', { class: `grade ${grade}` }, GRADE_WORDS[grade])
