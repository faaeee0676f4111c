/** Where backups are kept when `release.yaml` does not say. */
export const defaultFolder = '.release-backups';
