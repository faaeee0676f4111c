/** What a command that is told of needs, to be about the same release line. */
export const lineOption = (line: string | undefined): string => (line === undefined ? '' : ` --line ${line}`);

/** Behind what a release line has. */
export const ofLine = (line: string | undefined): string => (line === undefined ? '' : ` of the line ${line}`);
