/** The newest API version the org speaks. */
export const API_VERSION = '67.0';
/** Versions up to 30 are retired (Salesforce release notes, "Legacy API version retirement"; documented). */
export const OLDEST_API_VERSION = '31.0';

export const isSupportedVersion = (version: string): boolean => {
  const number = Number(version);
  return Number.isInteger(number) && number >= Number(OLDEST_API_VERSION) && number <= Number(API_VERSION);
};
