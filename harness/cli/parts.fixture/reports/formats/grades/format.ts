import type { Format } from '../../../../../model/index.ts'

export const format: Format = {
  id: 'grades',
  *render({ profiles }) {
    const lines = profiles.map(({ proxy, profile, grade }) => `${proxy}/${profile} ${grade}\n`)
    yield { path: 'grades.txt', content: lines.join('') }
  },
}
