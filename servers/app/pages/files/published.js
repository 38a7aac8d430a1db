import { addRow, showState } from './live.js'

const list = document.getElementById('published')
const source = new EventSource('sse/stream')
showState(source, document.getElementById('published-state'))

// EventSource has no listener for every type. The last two: events that this page will never get.
for (const type of ['notification', 'alert', 'system', 'progress', 'gap', 'dropped']) {
  source.addEventListener(type, ({ data }) => {
    addRow(list, { text: new Date().toLocaleTimeString() }, { text: type }, { text: data })
  })
}
