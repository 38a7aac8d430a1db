/** Where a module that a build lacks can be obtained, for people. Pure. */

export const DEBIAN_BRINGS_NONE = 'no package of Debian brings it'

export const debianBrings = (name: string): string => `Debian's package ${name} brings it`
