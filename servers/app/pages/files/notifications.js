import { addRow, showState } from './live.js'

const list = document.getElementById('updates')
const bar = document.getElementById('progress')
const source = new EventSource('sse/notifications')
showState(source)

const texts = {
  notification: ({ message }) => message,
  alert: ({ message, level }) => `${level}: ${message}`,
  system: ({ status, uptime }) => `${status} for ${uptime} s`,
  progress: ({ completed, total }) => `${completed} of ${total}`,
}
for (const [type, textOf] of Object.entries(texts)) {
  source.addEventListener(type, ({ data, lastEventId }) => {
    const value = JSON.parse(data)
    addRow(list, { text: `#${lastEventId}` }, { text: type }, { text: textOf(value) })
    if (type === 'progress') {
      bar.max = value.total
      bar.value = value.completed
    }
  })
}
