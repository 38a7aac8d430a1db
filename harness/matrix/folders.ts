/** Where the code, the configuration files and what is downloaded are: in a clone, and in an installed package. */
import { homedir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Where the code is: the checkout, or `dist`. */
export const CODE = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
/** Compiled, as in the published package. */
const IS_INSTALLED = basename(CODE) === 'dist'
/** Where the package is: configuration files are not compiled. */
export const TOP = IS_INSTALLED ? dirname(CODE) : CODE
/** Unpacked proxies, and what is known about builds. An installed package's own folder may belong to another user. */
export const CACHE = IS_INSTALLED
  ? join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'sse-proxy-compat')
  : join(TOP, '.cache')
/** Default folder of runs. */
export const REPORTS = IS_INSTALLED ? join(process.cwd(), 'sse-compat-reports') : join(TOP, 'reports', 'runs')
/** How the command is written in messages. */
export const COMMAND = IS_INSTALLED ? 'sse-compat' : 'npm start --'
