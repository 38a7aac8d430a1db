/**
 * A line for the person who waits. `running`: what runs now; others are results, which a log keeps.
 */
export type TellProgress = (line: string, about?: 'running') => void
