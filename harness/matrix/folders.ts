/** Folders of the code, the configuration files and downloaded files, in a clone and in an installed package. */
import { homedir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Folder of the code: the checkout, or `dist`. */
export const CODE = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
/** True in the published package, whose code is compiled. */
const IS_INSTALLED = basename(CODE) === 'dist'
/** Folder of the package: configuration files are not in `dist`. */
export const TOP = IS_INSTALLED ? dirname(CODE) : CODE
/** Unpacked proxies, and facts about builds. The folder of an installed package may not be writable for this user. */
export const CACHE = IS_INSTALLED
  ? join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'sse-proxy-compat')
  : join(TOP, '.cache')
/** Default folder of runs. */
export const REPORTS = IS_INSTALLED ? join(process.cwd(), 'sse-compat-reports') : join(TOP, 'reports', 'runs')
/** The command as it is written in messages. */
export const COMMAND = IS_INSTALLED ? 'sse-compat' : 'npm start --'
