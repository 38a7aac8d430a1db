import { stripVTControlCharacters } from 'node:util'
import { expect, test } from 'vitest'
import { sayReport } from '../print-report.ts'
import { colourScreen, plainScreen } from './screen.fixture.ts'
import type { Screen } from './screen.ts'
import { STORED, shownOn } from './stored-checks.fixture.ts'

test.for(STORED)('$name: colours change no text and no indentation, of the short and of the whole report', (stored) => {
  for (const columns of [40, 80, 200]) {
    const plain = plainScreen(columns, 24)
    const colour = colourScreen(columns, 24)
    const whole = (screen: Screen) => sayReport(stored.report, stored.change, screen)
    expect(whole(colour).map((row) => stripVTControlCharacters(row).trimEnd())).toEqual(
      whole(plain).map((row) => row.trimEnd()),
    )
    expect(shownOn(stored, colour).map(stripVTControlCharacters)).toEqual(shownOn(stored, plain))
  }
})
