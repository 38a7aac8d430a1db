/** Draws the place that the URL names, and draws again when it changes. */
import { parseAddress } from '../model/address.ts'
import { rowsOf } from '../model/heat-map.ts'
import { casePage } from './case-page.ts'
import { loadData } from './data.ts'
import { h } from './dom.ts'
import { frontPage } from './front-page.ts'
import { installKeyboard } from './keyboard.ts'
import { findPlace, type Place } from './place.ts'
import { profilePage } from './profile-page.ts'

async function start(page: HTMLElement): Promise<void> {
  const data = await loadData()
  const rows = rowsOf(data.report)
  const front = frontPage(data.report, rows)
  let shown: Place | undefined
  let scrolled = 0
  const draw = (): void => {
    const address = parseAddress(location.hash)
    const place = findPlace(address, rows, data.report)
    if (shown?.kind === 'front' && place.kind !== 'front') scrolled = scrollY
    const before = shown?.kind
    shown = place
    switch (place.kind) {
      case 'front':
        front.filter(address.filters)
        if (before === 'front') return
        page.replaceChildren(front.element)
        scrollTo(0, scrolled)
        return
      case 'profile':
        page.replaceChildren(profilePage(data, rows, place.row, place.scenario))
        break
      case 'case':
        page.replaceChildren(casePage(data, place.cell))
        break
      case 'nothing':
        page.replaceChildren(
          h(
            'main',
            {},
            h('h1', {}, 'Not in this run'),
            h('p', {}, `This run has nothing called ${place.name}. `),
            h('p', {}, h('a', { href: '#' }, 'All configurations')),
          ),
        )
    }
    scrollTo(0, 0)
    page.querySelector('h1')?.focus({ preventScroll: true })
  }
  addEventListener('hashchange', draw)
  installKeyboard(rows, () => shown)
  draw()
  document.documentElement.dataset.ready = 'yes'
}

const page = document.getElementById('page')
if (page !== null) {
  start(page).catch((error: unknown) => {
    const why = error instanceof Error ? error.message : String(error)
    page.replaceChildren(
      h(
        'main',
        {},
        h('h1', {}, 'This page cannot be drawn'),
        h('p', {}, `${why}. `),
        h('p', {}, 'It needs a browser of 2024 or later; report.md beside this file has the same verdicts.'),
      ),
    )
  })
}
