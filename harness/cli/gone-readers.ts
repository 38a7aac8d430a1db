/**
 * The reader of the output may have closed (EPIPE), which changes no verdict. Output that could not be written for another reason
 * is lost, which is exit code 2.
 */
export function tolerateGoneReaders(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') process.exit(2)
    })
  }
}
