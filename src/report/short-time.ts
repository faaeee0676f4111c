/** `2026-11-21 10:12` in UTC: the same on every machine. */
export const shortTime = (instant: string): string => `${instant.slice(0, 10)} ${instant.slice(11, 16)}`;
