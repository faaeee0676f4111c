/** `20261121T144619Z-5f0c1a2b`: sorts by time; `unique` are 8 hex digits. */
export const backupId = (now: Date, unique: string): string =>
  `${now
    .toISOString()
    .replace(/\.\d+Z$/u, 'Z')
    .replaceAll(/[-:]/gu, '')}-${unique}`;
