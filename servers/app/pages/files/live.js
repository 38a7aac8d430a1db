const STATES = ['connecting', 'open', 'closed']
const MOST_ROWS = 200

/** Shows an EventSource's state, as it reports it, in the element `state`. */
export function showState(source) {
  const element = document.getElementById('state')
  const show = () => {
    element.textContent = STATES[source.readyState]
  }
  source.addEventListener('open', show)
  source.addEventListener('error', show)
  show()
}

/** Puts a row at the top of a list; it is marked as new for two seconds. Texts are shown as texts, never as markup. */
export function addRow(list, ...cells) {
  const row = document.createElement('li')
  row.className = 'new'
  for (const { text, className = '' } of cells) {
    const cell = document.createElement('span')
    cell.className = className
    cell.textContent = text
    row.append(cell)
  }
  list.prepend(row)
  if (list.children.length > MOST_ROWS) list.lastElementChild.remove()
  setTimeout(() => row.classList.remove('new'), 2000)
  return row
}
