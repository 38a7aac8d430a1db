/** Code examples for frameworks, written by this project: a verified set of remedies in the application's own language. */
import type { AppRemedy } from './remedy.ts'

export const FRAMEWORKS = [
  ...[
    'express',
    'fastify',
    'hono',
    'next',
    'starlette',
    'flask',
    'django',
    'spring',
    'aspnet',
    'gin',
    'net-http',
    'rails',
    'php',
    // Libraries on top of others; `fetch`: a handler that returns a Fetch Response, by an adapter of Node's.
    'better-sse',
    'mcp',
    'fetch',
  ],
  'node',
] as const
export type Framework = (typeof FRAMEWORKS)[number]

type Lines = Readonly<Partial<Record<AppRemedy['id'], string>>>

const NODE: Lines = {
  accel: "res.setHeader('X-Accel-Buffering', 'no') // before writeHead and the first write",
  // writeHead's own fields win over setHeader.
  'no-transform':
    "res.setHeader('Cache-Control', 'no-cache, no-transform') // instead of the Cache-Control that it sets now, also in writeHead",
  comment: "res.write(':\\n\\n') // right after the headers",
  heartbeat: "const beat = setInterval(() => res.write(':\\n\\n'), 15_000)\nres.on('close', () => clearInterval(beat))",
  chunked: "res.removeHeader('Content-Length') // node:http then sends chunks",
  identity: 'do not wrap this route in a compressing middleware',
}

const PYTHON: Lines = {
  accel: 'response.headers["X-Accel-Buffering"] = "no"  # before the view returns its response',
  'no-transform': 'response.headers["Cache-Control"] = "no-cache, no-transform"',
  comment: 'yield ":\\n\\n"  # the first line of the generator',
}

/** Around any asynchronous generator, also one that waits for longer than the interval. */
const ASYNC_HEARTBEAT = `async def with_heartbeat(events, every=15):  # StreamingResponse(with_heartbeat(…), …); import asyncio, time
    upcoming, due = asyncio.ensure_future(events.__anext__()), time.monotonic() + every
    try:
        while True:
            done, _ = await asyncio.wait({upcoming}, timeout=max(0, due - time.monotonic()))
            if not done:
                due += every
                yield ":\\n\\n"
                continue
            try:
                event = upcoming.result()
            except StopAsyncIteration:
                return
            yield event
            upcoming = asyncio.ensure_future(events.__anext__())
    finally:
        upcoming.cancel()`

/** Around any generator: a thread waits for its events, with the context of the request, which Flask's `request` needs. @param use where it is called */
const threadHeartbeat = (use: string): string => `def with_heartbeat(events, every=15):  # ${use}
    ready, gone = queue.Queue(), threading.Event()  # import contextvars, queue, threading, time
    context = contextvars.copy_context()
    def read():
        try:
            for event in events:
                if gone.is_set():
                    break
                ready.put(event)
        finally:
            ready.put(None)
    def beat():
        threading.Thread(target=context.run, args=(read,), daemon=True).start()
        due = time.monotonic() + every
        try:
            while True:
                try:
                    event = ready.get(timeout=max(0, due - time.monotonic()))
                except queue.Empty:
                    due += every
                    event = ":\\n\\n"
                if event is None:
                    return
                yield event
        finally:
            gone.set()
    return beat()`

/** With output_buffering, which php.ini of most distributions turns on, flush() flushes nothing of what was echoed. */
const PHP_UNBUFFERED = 'while (ob_get_level() > 0) ob_end_flush(); // once, before the first echo'

const RESPONSE: Lines = {
  accel: "'X-Accel-Buffering': 'no', // one of the headers in new Response(stream, { headers: { … } })",
  'no-transform': "'Cache-Control': 'no-cache, no-transform', // likewise, instead of its present value",
  comment: "controller.enqueue(encoder.encode(':\\n\\n'))",
  heartbeat:
    "const beat = setInterval(() => controller.enqueue(encoder.encode(':\\n\\n')), 15_000)\nrequest.signal.addEventListener('abort', () => clearInterval(beat)) // and clearInterval(beat) before controller.close()",
}

/** Express appends a charset to the Content-Type. */
const COMPRESSION_FILTER =
  "app.use(compression({ // instead of compression() without a filter\n  filter: (req, res) => !/^text\\/event-stream/i.test(res.getHeader('Content-Type')) && compression.filter(req, res),\n}))"

const CODE: Readonly<Record<Framework, Lines>> = {
  node: NODE,
  express: {
    ...NODE,
    identity: COMPRESSION_FILTER,
  },
  // Its session sends X-Accel-Buffering and no-transform itself, and a comment every 10 s unless keepAlive is null.
  'better-sse': {
    accel: "createSession(req, res, { headers: { 'X-Accel-Buffering': 'no' } })",
    'no-transform': "createSession(req, res, { headers: { 'Cache-Control': 'no-cache, no-transform' } })",
    comment: "await session.batch((buffer) => { buffer.comment('') }) // right after createSession",
    heartbeat: 'createSession(req, res, { keepAlive: 15_000 })',
    identity: COMPRESSION_FILTER,
  },
  // Its transport writes to the response of node:http, whole events at a time.
  mcp: {
    accel: "res.setHeader('X-Accel-Buffering', 'no') // before transport.handleRequest(req, res)",
    'no-transform':
      "res.setHeader('Cache-Control', 'no-cache, no-transform') // before transport.handleRequest; newer versions send it themselves",
    comment:
      "const first = setInterval(() => { // before transport.handleRequest(req, res): the headers are the transport's\n  if (res.headersSent) clearInterval(first), res.write(':\\n\\n')\n}, 20)\nres.on('close', () => clearInterval(first))",
    heartbeat: 'keepAliveMs: 15_000, // an option of new StreamableHTTPServerTransport({ … })',
    identity: COMPRESSION_FILTER,
  },
  fetch: { ...RESPONSE, identity: 'do not wrap this route in a compressing middleware' },
  fastify: {
    accel: "reply.raw.setHeader('X-Accel-Buffering', 'no') // before writeHead",
    'no-transform':
      "reply.raw.setHeader('Cache-Control', 'no-cache, no-transform') // instead of the Cache-Control that it sets now, also in writeHead",
    comment: "reply.raw.write(':\\n\\n')",
    heartbeat:
      "const beat = setInterval(() => reply.raw.write(':\\n\\n'), 15_000)\nreply.raw.on('close', () => clearInterval(beat))",
    identity: "fastify.get('/events', { compress: false }, handler)",
  },
  hono: {
    accel: "c.header('X-Accel-Buffering', 'no') // before streamSSE",
    // streamSSE sets its own value before it calls the callback.
    'no-transform': "c.header('Cache-Control', 'no-cache, no-transform') // the first line in streamSSE's callback",
    comment: "await stream.write(':\\n\\n')",
    heartbeat:
      "const beat = setInterval(() => stream.write(':\\n\\n'), 15_000) // in the callback, before its loop\nstream.onAbort(() => clearInterval(beat)) // and clearInterval(beat) where the callback ends",
    identity: 'mount compress() on other routes only',
  },
  next: { ...RESPONSE, identity: 'compress: false in next.config.js' },
  starlette: {
    ...PYTHON,
    heartbeat: ASYNC_HEARTBEAT,
    identity: 'GZipMiddleware: exclude this path (before 0.46 it compresses event streams)',
  },
  flask: {
    ...PYTHON,
    heartbeat: threadHeartbeat('Response(with_heartbeat(…), …), without stream_with_context'),
    chunked: '# gunicorn sends chunks; the development server does not (it answers with HTTP/1.0)',
  },
  django: {
    ...PYTHON,
    accel: 'response["X-Accel-Buffering"] = "no"',
    'no-transform': 'response["Cache-Control"] = "no-cache, no-transform"',
    heartbeat: threadHeartbeat('StreamingHttpResponse(with_heartbeat(…), …)'),
    chunked: '# gunicorn sends chunks; manage.py runserver does not',
    identity: 'GZipMiddleware: remove it for this view',
  },
  spring: {
    accel: 'response.setHeader("X-Accel-Buffering", "no");',
    'no-transform': 'response.setHeader("Cache-Control", "no-cache, no-transform");',
    comment: 'emitter.send(SseEmitter.event().comment(""));',
    heartbeat:
      'scheduler.scheduleAtFixedRate(() -> {\n  try { emitter.send(SseEmitter.event().comment("")); } catch (IOException gone) { emitter.completeWithError(gone); }\n}, Duration.ofSeconds(15)); // cancel what it returns in emitter.onCompletion',
    identity: 'server.compression.mime-types without text/event-stream',
  },
  aspnet: {
    accel: 'Response.Headers["X-Accel-Buffering"] = "no";',
    'no-transform': 'Response.Headers.CacheControl = "no-cache, no-transform";',
    comment: 'await Response.WriteAsync(":\\n\\n"); await Response.Body.FlushAsync();',
    heartbeat:
      'using var timer = new PeriodicTimer(TimeSpan.FromSeconds(15)); // write ":\\n\\n" and flush at each tick',
    identity: 'ResponseCompressionOptions.MimeTypes without text/event-stream',
  },
  gin: {
    accel: 'c.Header("X-Accel-Buffering", "no")',
    'no-transform': 'c.Header("Cache-Control", "no-cache, no-transform")',
    comment: 'c.Writer.WriteString(":\\n\\n"); c.Writer.Flush()',
    heartbeat:
      'ticker := time.NewTicker(15 * time.Second) // at each tick: c.Writer.WriteString(":\\n\\n"); c.Writer.Flush()',
  },
  'net-http': {
    accel: 'w.Header().Set("X-Accel-Buffering", "no")',
    'no-transform': 'w.Header().Set("Cache-Control", "no-cache, no-transform")',
    comment: 'io.WriteString(w, ":\\n\\n"); w.(http.Flusher).Flush()',
    heartbeat: 'ticker := time.NewTicker(15 * time.Second) // at each tick: io.WriteString(w, ":\\n\\n") and Flush()',
  },
  rails: {
    accel: 'response.headers["X-Accel-Buffering"] = "no"',
    'no-transform': 'response.headers["Cache-Control"] = "no-cache, no-transform"',
    comment: 'response.stream.write ":\\n\\n"',
    heartbeat: 'response.stream.write ":\\n\\n" # every 15 s, in a thread of its own',
    identity: 'Rack::Deflater: if: ->(*, headers, _) { headers["content-type"] != "text/event-stream" }',
  },
  php: {
    accel: "header('X-Accel-Buffering: no'); // before the first echo",
    'no-transform': "header('Cache-Control: no-cache, no-transform');",
    comment: `${PHP_UNBUFFERED}\necho ":\\n\\n"; flush();`,
    heartbeat: `${PHP_UNBUFFERED}\nif (time() - ($beat ??= time()) >= 15) { echo ":\\n\\n"; flush(); $beat = time(); } // in the loop`,
    chunked: '// PHP-FPM behind a web server gives chunks; php -S does not',
    identity: "ini_set('zlib.output_compression', '0');",
  },
}

export interface Hint {
  readonly remedy: AppRemedy['id']
  readonly code: string
}

export const hintsFor = (framework: Framework, remedies: readonly AppRemedy[]): Hint[] =>
  remedies.flatMap(({ id }) => {
    const code = CODE[framework][id]
    return code === undefined ? [] : [{ remedy: id, code }]
  })
