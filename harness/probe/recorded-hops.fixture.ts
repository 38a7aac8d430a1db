/** Answers as real hops gave them (2026-11-29): the head of a stream, and their own answer to `Content-Length: x`, its body shortened. */

export interface RecordedHop {
  readonly hop: string
  readonly release: string
  readonly bannersOff: boolean
  readonly head: string
  readonly errorAnswer: string
}

export const RECORDED: readonly RecordedHop[] = [
  {
    hop: 'nginx',
    release: 'nginx 1.26.3, Debian trixie',
    bannersOff: false,
    head: 'HTTP/1.1 200 OK\r\nServer: nginx/1.26.3\r\nDate: Sun, 29 Nov 2026 18:10:29 GMT\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\nConnection: keep-alive\r\nCache-Control: no-cache\r\n\r\n',
    errorAnswer:
      'HTTP/1.1 400 Bad Request\r\nServer: nginx/1.26.3\r\nDate: Sun, 29 Nov 2026 18:10:29 GMT\r\nContent-Type: text/html\r\nContent-Length: 157\r\nConnection: close\r\n\r\n<html>\r\n<head><title>400 Bad Request</title></head>\r\n<body>\r\n<center><h1>400 Bad Request</h1></center>\r\n<hr><center>nginx/1.26.3</center>\r\n</body>\r\n</html>\r\n',
  },
  {
    hop: 'nginx',
    release: 'nginx 1.26.3, Debian trixie: server_tokens off',
    bannersOff: true,
    head: 'HTTP/1.1 200 OK\r\nServer: nginx\r\nDate: Sun, 29 Nov 2026 18:10:35 GMT\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\nConnection: keep-alive\r\nCache-Control: no-cache\r\n\r\n',
    errorAnswer:
      'HTTP/1.1 400 Bad Request\r\nServer: nginx\r\nDate: Sun, 29 Nov 2026 18:10:35 GMT\r\nContent-Type: text/html\r\nContent-Length: 150\r\nConnection: close\r\n\r\n<html>\r\n<head><title>400 Bad Request</title></head>\r\n<body>\r\n<center><h1>400 Bad Request</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n',
  },
  {
    hop: 'apache',
    release: 'Apache 2.4.71, Debian trixie',
    bannersOff: false,
    head: 'HTTP/1.1 200 OK\r\nDate: Sun, 29 Nov 2026 18:10:39 GMT\r\nServer: Apache/2.4.71 (Debian)\r\nContent-Type: text/event-stream\r\nCache-Control: no-cache\r\nTransfer-Encoding: chunked\r\n\r\n',
    errorAnswer:
      'HTTP/1.1 400 Bad Request\r\nDate: Sun, 29 Nov 2026 18:10:39 GMT\r\nServer: Apache/2.4.71 (Debian)\r\nContent-Length: 266\r\nConnection: close\r\nContent-Type: text/html; charset=iso-8859-1\r\n\r\n<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01//EN" "http://www.w3.org/TR/html4/strict.dtd">\n<html><head>\n<title>400 Bad Request</title>\n</head><body>\n<h1>Bad Request</h1>\n<p>Your browser sent a request that this server could not understand.<br />\n</p>\n</body></html>\n',
  },
  {
    hop: 'haproxy',
    release: 'HAProxy 2.6.12, Debian bookworm',
    bannersOff: false,
    head: 'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncache-control: no-cache\r\ntransfer-encoding: chunked\r\n\r\n',
    errorAnswer:
      'HTTP/1.1 400 Bad request\r\nContent-length: 90\r\nCache-Control: no-cache\r\nConnection: close\r\nContent-Type: text/html\r\n\r\n<html><body><h1>400 Bad request</h1>\nYour browser sent an invalid request.\n</body></html>\n',
  },
  {
    hop: 'caddy',
    release: 'Caddy 2.6.2, Debian bookworm',
    bannersOff: false,
    head: 'HTTP/1.1 200 OK\r\nCache-Control: no-cache\r\nContent-Type: text/event-stream\r\nServer: Caddy\r\nDate: Sun, 29 Nov 2026 18:09:47 GMT\r\nTransfer-Encoding: chunked\r\n\r\n',
    errorAnswer:
      'HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\n400 Bad Request',
  },
  {
    hop: 'caddy',
    release: 'Caddy 2.6.2, Debian bookworm: header_down -Server, -Via',
    bannersOff: true,
    head: 'HTTP/1.1 200 OK\r\nCache-Control: no-cache\r\nContent-Type: text/event-stream\r\nDate: Sun, 29 Nov 2026 18:09:53 GMT\r\nTransfer-Encoding: chunked\r\n\r\n',
    errorAnswer:
      'HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\n400 Bad Request',
  },
  {
    hop: 'varnish',
    release: 'Varnish 7.1.1, Debian bookworm',
    bannersOff: false,
    head: 'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-cache\r\nDate: Sun, 29 Nov 2026 18:10:00 GMT\r\nX-Varnish: 32772\r\nAge: 0\r\nVia: 1.1 varnish (Varnish/7.1)\r\nAccept-Ranges: bytes\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n',
    errorAnswer: 'HTTP/1.1 400 Bad Request\r\n\r\n',
  },
  {
    hop: 'varnish',
    release: 'Varnish 7.1.1, Debian bookworm: X-Varnish and Via unset in vcl_deliver',
    bannersOff: true,
    head: 'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-cache\r\nDate: Sun, 29 Nov 2026 18:10:04 GMT\r\nAccept-Ranges: bytes\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n',
    errorAnswer: 'HTTP/1.1 400 Bad Request\r\n\r\n',
  },
  {
    hop: 'lighttpd',
    release: 'lighttpd 1.4.69, Debian bookworm',
    bannersOff: false,
    head: 'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-cache\r\nTransfer-Encoding: chunked\r\nDate: Sun, 29 Nov 2026 18:10:10 GMT\r\nServer: lighttpd/1.4.69\r\n\r\n',
    errorAnswer:
      'HTTP/1.1 400 Bad Request\r\nContent-Type: text/html\r\nContent-Length: 345\r\nConnection: close\r\nDate: Sun, 29 Nov 2026 18:10:10 GMT\r\nServer: lighttpd/1.4.69\r\n\r\n<?xml version="1.0" encoding="iso-8859-1"?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN"\n         "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">\n<html xmlns="http://www.w3.org/1999/xhtml" xml:lang="en" lang="en">\n <head>\n  <title>400 Bad Request</title>\n </head>\n <body>\n  <h1>400 Bad Request</h1>\n </body>\n</html>\n',
  },
  {
    hop: 'lighttpd',
    release: 'lighttpd 1.4.69, Debian bookworm: server.tag = ""',
    bannersOff: true,
    head: 'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-cache\r\nTransfer-Encoding: chunked\r\nDate: Sun, 29 Nov 2026 18:10:16 GMT\r\n\r\n',
    errorAnswer:
      'HTTP/1.1 400 Bad Request\r\nContent-Type: text/html\r\nContent-Length: 345\r\nConnection: close\r\nDate: Sun, 29 Nov 2026 18:10:16 GMT\r\n\r\n<?xml version="1.0" encoding="iso-8859-1"?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN"\n         "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">\n<html xmlns="http://www.w3.org/1999/xhtml" xml:lang="en" lang="en">\n <head>\n  <title>400 Bad Request</title>\n </head>\n <body>\n  <h1>400 Bad Request</h1>\n </body>\n</html>\n',
  },
  {
    hop: 'squid',
    release: 'Squid 5.7, Debian bookworm, accelerator',
    bannersOff: false,
    head: 'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-cache\r\nDate: Sun, 29 Nov 2026 18:10:20 GMT\r\nX-Cache: MISS from proxy.example\r\nX-Cache-Lookup: MISS from proxy.example:38905\r\nTransfer-Encoding: chunked\r\nVia: 1.1 proxy.example (squid/5.7)\r\nConnection: keep-alive\r\n\r\n',
    errorAnswer:
      'HTTP/1.1 411 Length Required\r\nServer: squid/5.7\r\nMime-Version: 1.0\r\nDate: Sun, 29 Nov 2026 18:10:20 GMT\r\nContent-Type: text/html;charset=utf-8\r\nContent-Length: 3752\r\nX-Squid-Error: ERR_INVALID_REQ 0\r\nVary: Accept-Language\r\nContent-Language: en\r\nX-Cache: MISS from proxy.example\r\nX-Cache-Lookup: NONE from proxy.example:38905\r\nVia: 1.1 proxy.example (squid/5.7)\r\nConnection: close\r\n\r\n<!DOCTYPE html PUBLIC "-//W3C//DTD HTML 4.01//EN" "http://www.w3.org/TR/html4/strict.dtd">\n<html><head>\n<meta type="copyright" content="Copyright (C) 1996-2021 The Squid Software Foundation and contributors">\n<meta http-equiv="Content-Type" content="text/html; charset=utf-8">\n<title>ERROR: The requested URL could no',
  },
  {
    hop: 'squid',
    release: 'Squid 5.7, Debian bookworm, accelerator: via off; X-Cache and Server denied',
    bannersOff: true,
    head: 'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-cache\r\nDate: Sun, 29 Nov 2026 18:10:24 GMT\r\nTransfer-Encoding: chunked\r\nConnection: keep-alive\r\n\r\n',
    errorAnswer:
      'HTTP/1.1 411 Length Required\r\nMime-Version: 1.0\r\nDate: Sun, 29 Nov 2026 18:10:24 GMT\r\nContent-Type: text/html;charset=utf-8\r\nContent-Length: 3748\r\nX-Squid-Error: ERR_INVALID_REQ 0\r\nVary: Accept-Language\r\nContent-Language: en\r\nConnection: close\r\n\r\n<!DOCTYPE html PUBLIC "-//W3C//DTD HTML 4.01//EN" "http://www.w3.org/TR/html4/strict.dtd">\n<html><head>\n<meta type="copyright" content="Copyright (C) 1996-2021 The Squid Software Foundation and contributors">\n<meta http-equiv="Content-Type" content="text/html; charset=utf-8">\n<title>ERROR: The requested URL could not be retrieved</title>\n<style type="text/css"><!-- \n /*\n * Copyright (C) 1996-2022 The Squid Software Foundation and contributors\n *\n * ',
  },
  {
    hop: 'trafficserver',
    release: 'Apache Traffic Server 9.2.9, Debian bookworm',
    bannersOff: false,
    head: 'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-cache\r\nDate: Sun, 29 Nov 2026 18:09:20 GMT\r\nAge: 0\r\nTransfer-Encoding: chunked\r\nConnection: keep-alive\r\nServer: ATS/9.2.9\r\n\r\n',
    errorAnswer:
      'HTTP/1.1 400 Invalid HTTP Request\r\nDate: Sun, 29 Nov 2026 18:09:20 GMT\r\nConnection: close\r\nServer: ATS/9.2.9\r\nCache-Control: no-store\r\nContent-Type: text/html\r\nContent-Language: en\r\nContent-Length: 219\r\n\r\n<HTML>\n<HEAD>\n<TITLE>Bad Request</TITLE>\n</HEAD>\n\n<BODY BGCOLOR="white" FGCOLOR="black">\n<H1>Bad Request</H1>\n<HR>\n\n<FONT FACE="Helvetica,Arial"><B>\nDescription: Could not process this request.\n</B></FONT>\n<HR>\n</BODY>\n',
  },
  {
    hop: 'trafficserver',
    release: 'Apache Traffic Server 9.2.9, Debian bookworm: response_server_enabled 0',
    bannersOff: true,
    head: 'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-cache\r\nDate: Sun, 29 Nov 2026 18:09:33 GMT\r\nAge: 0\r\nTransfer-Encoding: chunked\r\nConnection: keep-alive\r\n\r\n',
    errorAnswer:
      'HTTP/1.1 400 Invalid HTTP Request\r\nDate: Sun, 29 Nov 2026 18:09:33 GMT\r\nConnection: close\r\nCache-Control: no-store\r\nContent-Type: text/html\r\nContent-Language: en\r\nContent-Length: 219\r\n\r\n<HTML>\n<HEAD>\n<TITLE>Bad Request</TITLE>\n</HEAD>\n\n<BODY BGCOLOR="white" FGCOLOR="black">\n<H1>Bad Request</H1>\n<HR>\n\n<FONT FACE="Helvetica,Arial"><B>\nDescription: Could not process this request.\n</B></FONT>\n<HR>\n</BODY>\n',
  },
]
