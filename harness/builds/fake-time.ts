/** Where libfaketime lies, which lets an unmodified proxy live faster: Debian's folders, then others. */

/** Paths below a root, an image or this machine's `/`, without the leading slash. */
export const FAKE_TIME_FILES: readonly string[] = [
  'usr/lib/x86_64-linux-gnu',
  'usr/lib/aarch64-linux-gnu',
  'usr/lib64',
  'usr/lib',
].map((folder) => `${folder}/faketime/libfaketimeMT.so.1`)
