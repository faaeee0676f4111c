/** A measurement did not come about. The message says why and holds nothing secret. */
export class ProbeError extends Error {
  public constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ProbeError';
  }
}
