// The MCP TypeScript SDK's Streamable HTTP server without sessions: each POST is answered with a stream of a few events.
import { createServer } from 'node:http'
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js'

createServer(async (req, res) => {
  const server = new McpServer({ name: 'any', version: '1' })
  server.registerTool('count', {}, async ({ sendNotification, _meta }) => {
    for (let progress = 1; progress <= 4; progress += 1) {
      await sendNotification({
        method: 'notifications/progress',
        params: { progressToken: _meta?.progressToken ?? 0, progress },
      })
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
    return { content: [{ type: 'text', text: 'done' }] }
  })
  const transport = new StreamableHTTPServerTransport({ sessionIdGenerator: undefined })
  await server.connect(transport)
  await transport.handleRequest(req, res)
}).listen(Number(process.env.PORT), '127.0.0.1')
