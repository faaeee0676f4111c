/** What a run is at, as a person would say it: coarser than the journal's steps. */
export type RunStage = 'snapshot' | 'data' | 'deploy' | 'validate' | 'proof' | 'checks' | 'record' | 'undo';
