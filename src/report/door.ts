/** What words need to know of the command that says them; every door of ours is one. */
export interface Door {
  jsonEnabled(): boolean;
  log(message?: string): void;
  warn(message: string): unknown;
}
