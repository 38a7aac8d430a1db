import { addRow, showState } from './live.js'

const list = document.getElementById('updates')
const source = new EventSource('stocks2')
showState(source)
source.addEventListener('stockUpdate', ({ data }) => {
  const { symbol, price, timestamp } = JSON.parse(data)
  addRow(
    list,
    { text: new Date(timestamp).toLocaleTimeString(), className: 'time' },
    { text: symbol, className: 'symbol' },
    { text: `$${price.toFixed(2)}`, className: 'price' },
  )
})
