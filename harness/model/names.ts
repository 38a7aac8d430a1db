/** Units, and the names of things: short types that every other part of the model uses. */

/** Milliseconds, with a fraction, on the system's monotonic clock (`process.hrtime`); in a trace: since the test case's start. */
export type Ms = number

/** A stable path: `<proxy>/<profile>/<scenario>/<axis values…>`, e.g. `nginx/defaults/delivery/chunked/60/h1`. */
export type QuestionId = string

/** `<question id>@<build id>@<runtime>`; the control has `control/<scenario>/<axis values…>`. */
export type CellId = string

/** `local`: a process on this machine. `docker`: a container. `remote`: it runs elsewhere and is reached by URL. */
export type RuntimeId = 'local' | 'docker' | 'remote'

/** How the client talks to the first proxy: HTTP/1.1 in the clear, HTTP/1.1 over TLS, HTTP/2 over TLS. Values of the axis `front`. */
export type Front = 'h1' | 'h1+tls' | 'h2+tls'

/** Axis name → the value that a test case runs, e.g. `{ origin: 'chunked', event: '60', front: 'h1' }`. */
export type AxisValues = Readonly<Record<string, string>>

/** Axis name → its values, in the order in which they make up a question id. */
export type Axes = Readonly<Record<string, readonly string[]>>

/**
 * How the end of a message body is determined, RFC 9112 §6.3. `h2`: by HTTP/2's END_STREAM (RFC 9113 §8.1). `none`: a response
 * without a body.
 */
export type Framing = 'chunked' | 'content-length' | 'close-delimited' | 'h2' | 'none'

/** A header field as it was on the wire: name in its original case, value. */
export type HeaderField = readonly [name: string, value: string]
