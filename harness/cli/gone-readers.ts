/** Whoever read the output may be gone (EPIPE), which changes no verdict; output that could not be written is lost, which is exit code 2. */
export function tolerateGoneReaders(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') process.exit(2)
    })
  }
}
