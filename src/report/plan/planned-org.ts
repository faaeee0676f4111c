/** The names people know the org of a plan by. */
export interface PlannedOrg {
  readonly name: string;
  readonly username: string;
  /** `https://acme.my.salesforce.com`: where Setup is; absent where nobody asked. */
  readonly instanceUrl?: string | undefined;
}
