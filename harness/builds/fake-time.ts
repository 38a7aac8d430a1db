/** Paths of libfaketime, which makes an unmodified proxy's clock run faster: Debian's folders first, then others. */

/** Relative to a root, an image or this machine's `/`, without the leading slash. */
export const FAKE_TIME_FILES: readonly string[] = [
  'usr/lib/x86_64-linux-gnu',
  'usr/lib/aarch64-linux-gnu',
  'usr/lib64',
  'usr/lib',
].map((folder) => `${folder}/faketime/libfaketimeMT.so.1`)
