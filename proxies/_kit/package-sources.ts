/** What brings a module that a build lacks, for people. Pure. */

export const DEBIAN_BRINGS_NONE = 'no package of Debian brings it'

export const debianBrings = (name: string): string => `Debian's package ${name} brings it`
