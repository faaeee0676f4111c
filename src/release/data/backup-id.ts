/** `20261121T144619123Z-5f0c1a2b`: sorted by name is sorted by time; `unique` are 8 hex digits. */
export const backupId = (now: Date, unique: string): string => `${now.toISOString().replace(/[-:.]/gu, '')}-${unique}`;
