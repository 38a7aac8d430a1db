import type { Route } from '../app.ts'

/** The list of endpoints. */
export function indexPage(routes: readonly Route[]): string {
  const rows = routes.map(({ method, path, about }) => {
    const name = method === 'GET' ? `<a href=".${escaped(path)}">${escaped(path)}</a>` : escaped(path)
    return `      <tr><td>${method}</td><td><code>${name}</code></td><td>${escaped(about)}</td></tr>`
  })
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width">
    <title>Server-Sent Events: the reference server</title>
    <link rel="icon" href="assets/icon.svg">
    <link rel="stylesheet" href="assets/style.css">
  </head>
  <body>
    <h1>Server-Sent Events: the reference server</h1>
    <table>
${rows.join('\n')}
    </table>
  </body>
</html>
`
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
