/** The field that every write of a row changes. */
export const stampField = 'SystemModstamp';

/**
 * Whether a row with this stamp can have been written after a reading that began then (both ISO 8601), and have the same
 * stamp as before: stamps are whole seconds. Nothing is known of a row without one.
 */
export const canHideWrite = (stamp: string, readingBegan: string): boolean =>
  stamp === '' || stamp >= `${readingBegan.slice(0, 19)}.000Z`;
