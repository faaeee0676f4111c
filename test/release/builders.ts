import type { Release } from '../../src/release/release.ts';
import { releaseName } from '../../src/release/release-name.ts';

/** A release of production with everything a tag can say; what matters to a test is given. */
export const aRelease = (version: string, given: Partial<Release> = {}): Release => ({
  name: releaseName({ environment: 'production' }, version),
  environment: 'production',
  version,
  commit: 'c'.repeat(40),
  tag: 't'.repeat(40),
  orgId: '00D000000000001AAA',
  deployId: `0Af${version.replaceAll('.', '').padStart(12, '0')}AAA`,
  deployedAt: `2026-11-21T10:00:0${version.replaceAll(/\D/gu, '').slice(-1)}.000Z`,
  activeFlowVersions: {},
  summary: `Release production/v${version}`,
  ...given,
});
