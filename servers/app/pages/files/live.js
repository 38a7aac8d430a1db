const STATES = ['connecting', 'open', 'closed']
const MOST_ROWS = 200

/** Shows an EventSource's state, as it reports it. */
export function showState(source, element = document.getElementById('state')) {
  const show = () => {
    element.textContent = STATES[source.readyState]
    element.className = `state ${STATES[source.readyState]}`
  }
  source.addEventListener('open', show)
  source.addEventListener('error', show)
  show()
}

/** Puts a row at the top of a list; it is marked as new for two seconds. */
export function addRow(list, ...cells) {
  const row = rowOf(...cells)
  row.className = 'new'
  list.prepend(row)
  if (list.children.length > MOST_ROWS) list.lastElementChild.remove()
  setTimeout(() => row.classList.remove('new'), 2000)
}

/** A row of a list. Texts are shown as texts, never as markup. */
export function rowOf(...cells) {
  const row = document.createElement('li')
  for (const { text, className = '' } of cells) {
    const cell = document.createElement('span')
    cell.className = className
    cell.textContent = text
    row.append(cell)
  }
  return row
}
