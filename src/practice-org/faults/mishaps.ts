/** What will go wrong inside the org, other than on the wire. */
export interface Mishaps {
  /** Keys (`ApexClass:Greeter`) that the next retrieve leaves out without a word. */
  omitted: readonly string[];
  /** How the next deploy that starts will end. */
  nextDeployFails?: { readonly code: string; readonly message: string } | undefined;
}

export const noMishaps = (): Mishaps => ({ omitted: [] });
