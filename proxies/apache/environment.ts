import type { BuildFacts, Site } from '../../harness/model/index.ts'
import { CONFIG_FOLDER } from '../_kit/written-files.ts'
import { workerUser } from './sandbox.ts'

/** What Debian's start script sets and configurations there use as `${APACHE_LOG_DIR}`. */
export function debianEnvironment(site: Site, build: BuildFacts): Readonly<Record<string, string>> {
  return {
    APACHE_CONFDIR: `${site.directory}/${CONFIG_FOLDER}`,
    TMPDIR: `${site.directory}/run`,
    APACHE_RUN_DIR: `${site.directory}/run`,
    APACHE_LOCK_DIR: `${site.directory}/run`,
    APACHE_PID_FILE: `${site.directory}/run/httpd.pid`,
    APACHE_LOG_DIR: `${site.directory}/logs`,
    APACHE_RUN_USER: workerUser(build),
    APACHE_RUN_GROUP: workerUser(build),
  }
}
