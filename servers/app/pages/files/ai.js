import { rowOf, showState } from './live.js'

const answer = document.getElementById('answer')
const state = document.getElementById('state')
let source

document.getElementById('ask').addEventListener('submit', (event) => {
  event.preventDefault()
  source?.close()
  answer.textContent = ''
  const prompt = document.getElementById('prompt').value
  const mine = new EventSource(`sse/ai/stream?prompt=${encodeURIComponent(prompt)}`)
  source = mine
  showState(mine)
  mine.addEventListener('token', ({ data }) => {
    answer.textContent += JSON.parse(data).token
  })
  // An error is not the end: EventSource connects again by itself and goes on with the same answer.
  mine.addEventListener('done', () => {
    mine.close()
    state.textContent = 'done'
    state.className = 'state'
  })
})

const talk = document.getElementById('talk')
const messages = []

document.getElementById('chat').addEventListener('submit', async (event) => {
  event.preventDefault()
  const input = document.getElementById('message')
  messages.push({ role: 'user', content: input.value })
  const answerRow = rowOf({ text: 'it:' }, { text: '' })
  talk.append(rowOf({ text: 'you:' }, { text: input.value }), answerRow)
  const cell = answerRow.lastElementChild
  input.value = ''
  try {
    const content = await converse((text) => cell.append(text))
    messages.push({ role: 'assistant', content })
  } catch (error) {
    cell.append(` (${error.message})`)
  }
})

/** EventSource cannot POST, so the stream is read by hand. */
async function converse(show) {
  const response = await fetch('sse/ai/chat', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ messages, stream: true }),
  })
  if (!response.ok) throw new Error((await response.json()).error?.message ?? `status ${response.status}`)
  let rest = ''
  let content = ''
  for await (const text of piecesOf(response.body.pipeThrough(new TextDecoderStream()))) {
    const lines = (rest + text).split('\n')
    rest = lines.pop()
    for (const line of lines) {
      if (!line.startsWith('data:')) continue
      const data = line.slice(5).trim()
      if (data === '[DONE]') return content
      const chunk = JSON.parse(data)
      if (chunk.error) throw new Error(chunk.error.message)
      const piece = chunk.choices?.[0]?.delta?.content ?? ''
      content += piece
      show(piece)
    }
  }
  throw new Error('the answer broke off')
}

/** Not every browser iterates over a stream. */
async function* piecesOf(stream) {
  const reader = stream.getReader()
  for (let read = await reader.read(); !read.done; read = await reader.read()) yield read.value
}
