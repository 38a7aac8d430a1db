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
const token = document.getElementById('token')
const messages = []

document.getElementById('chat').addEventListener('submit', async (event) => {
  event.preventDefault()
  const input = document.getElementById('message')
  const message = { role: 'user', content: input.value }
  messages.push(message)
  const answerRow = rowOf({ text: 'it:' }, { text: '' })
  talk.append(rowOf({ text: 'you:' }, { text: input.value }), answerRow)
  const cell = answerRow.lastElementChild
  input.value = ''
  try {
    const content = await converse((text) => cell.append(text))
    messages.push({ role: 'assistant', content })
  } catch (error) {
    // It was not answered, so it is no part of the conversation.
    messages.splice(messages.indexOf(message), 1)
    cell.append(` (${error.message})`)
  }
})

/** EventSource cannot POST, so the stream is read by hand. */
async function converse(show) {
  const response = await fetch('sse/ai/chat', {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      ...(token.value === '' ? {} : { Authorization: `Bearer ${token.value}` }),
    },
    body: JSON.stringify({ messages, stream: true }),
  })
  if (response.status === 401) askForToken()
  if (!response.ok) throw new Error(await reasonOf(response))
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

/** A server that sends chats on with a key needs it. The page keeps it in this field only, until it is closed. */
function askForToken() {
  document.getElementById('token-row').hidden = false
  token.select()
}

/** Something on the way, such as a proxy, may have answered with other than JSON. */
async function reasonOf(response) {
  const { error } = await response.json().catch(() => ({}))
  return error?.message ?? error ?? `status ${response.status}`
}

/** Not every browser iterates over a stream. */
async function* piecesOf(stream) {
  const reader = stream.getReader()
  for (let read = await reader.read(); !read.done; read = await reader.read()) yield read.value
}
