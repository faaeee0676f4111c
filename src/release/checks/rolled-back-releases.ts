import type { Finding } from './check.ts';

/** A release that was rolled back, and what a deploy would bring again of it. */
export interface ReturningRelease {
  readonly release: string;
  /** The release that rolled it back. */
  readonly by?: string | undefined;
  /** `ApexClass:ClaimService`; at least one. */
  readonly components: readonly string[];
}

/** Whoever rolled it back had a reason, and whoever deploys now may not know of it: a person decides. */
export const judgeReturning = ({ returning }: { readonly returning: readonly ReturningRelease[] }): Finding => ({
  verdict: returning.length === 0 ? 'pass' : 'fail',
  evidence: returning.map(({ release, by, components }) => {
    const back = by === undefined ? '' : `, rolled back by ${by}`;
    return `${release}${back}: ${components.join(', ')}`;
  }),
});
