/** Where an environment keeps its journal and its snapshots; `place` is below `refs/`. */
export const stateRef = (environment: string, place = 'release'): string => `refs/${place}/${environment}`;

/** Where the journal of an environment is. */
export const journalRef = (environment: string, place?: string): string => `${stateRef(environment, place)}/journal`;
