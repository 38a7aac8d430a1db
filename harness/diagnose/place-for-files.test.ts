import { expect, it } from 'vitest'
import { isForFiles } from './place-for-files.ts'

it.for([
  'location /static',
  'location "/static/"',
  'location /static/admin/',
  'location ~ ^/static(/.*)$',
  'location /assets/css/',
  'location ~ ^/assets/(.*)$',
  'location ~* (\\.css|\\.js)$',
  'location ~ ^/static/|^/fonts/',
  'location ~* ^/assets/.+\\.js$',
  'location /static/ → location @app',
  'location ~ ^/(static|assets)/',
  'location ~* ^/(?:css|js|fonts)/(.*)$',
  'ProxyPass /static',
  '<Location /static>',
  '<Location /img>',
  'ProxyPassMatch ^/.*\\.(png|css)$',
])('%s is for files', (name) => {
  expect(isForFiles(name)).toBe(true)
})

it.for([
  // Parts of an API.
  'location /api/static/',
  'location = /v1/static',
  'location /images/generations',
  'location = /js/config',
  'location ~ ^/images/(edits|variations)$',
  'location ~ ^/(static|chats)/',
  'location ~ ^/(assets|events)/(.*)$',
  // Expressions that take something else as well, or only something else.
  'location ~ ^/static/|^/chats/',
  'location ~* (^/chats/|\\.css$)',
  'location ~ \\.(js|php)$',
  'location ~ ^(?!/static/)',
  'location ~ ^/(?!.*\\.(css|js)$)',
  'ProxyPassMatch ^(?!/static/)(.*)$',
  // A request comes in elsewhere, and is led there.
  'location / → location /static/',
  'location /, if ($request_uri !~* \\.(css|js)$)',
])('%s is not only for files', (name) => {
  expect(isForFiles(name)).toBe(false)
})
