import { XMLParser } from 'fast-xml-parser';
import { strFromU8, unzipSync } from 'fflate';
import { differencesBetween, holdingsOf, type Difference } from '../../../../bin/replay/judge.ts';
import type { Org } from '../../../../src/gateways/org/org.ts';
import type { Limit, Plan } from '../../../../src/release/plan/plan.ts';
import { wantedOf } from '../judge.ts';
import type { OrgUnderTest } from '../org-under-test.ts';
import type { Piece } from '../pieces.ts';
import { label } from './components.ts';
import type { Row } from './row.ts';

/** What came of a row, in the words of a row. */
export type Told = Required<Pick<Row, 'sends' | 'entries' | 'deletes' | 'steps' | 'stays' | 'limits' | 'ends'>>;

/** The org as the doors see it, with a note of every package that it is sent. */
export const watchedOrg =
  (packages: Uint8Array[]): ((org: Org) => Org) =>
  (org) => ({
    ...org,
    deploy: (request) => {
      packages.push(request.zip);
      return org.deploy(request);
    },
  });

/** Something that every release changes, so that there is always something to roll back. */
const marker = (text: string): Piece => label('Release', text);
const isMarker = (member: string): boolean =>
  member === 'CustomLabel:Release' || member === 'CustomLabels:CustomLabels';

/** Releases what a row had before, then what its release made of it, and rolls back. Throws when a release fails. */
export const tell = async (stage: OrgUnderTest, packages: Uint8Array[], row: Row): Promise<Told> => {
  const { always = [], from, to, apiVersion, before, between, meanwhile } = row;
  stage.begin();
  before?.(stage.org);
  const releases = { '1.0.0': [marker('one'), ...always, ...to], '2.0.0': [marker('two'), ...always, ...from] };
  for (const [version, pieces] of Object.entries(releases)) {
    const { outcome } = await stage.release(version, pieces, apiVersion);
    if (outcome.kind !== 'released') throw new Error(`${version}: ${JSON.stringify(outcome)}`);
    (version === '1.0.0' ? between : meanwhile)?.(stage.org);
  }
  packages.length = 0;
  const { outcome, plan } = await stage.rollBack('1.0.0');
  const wanted = wantedOf(releases['1.0.0'], apiVersion);
  return {
    sends: packages.flatMap((zip) => membersIn(zip, 'package.xml')).filter((member) => !isMarker(member)),
    entries: packages.flatMap(entriesIn),
    deletes: packages.flatMap((zip, index) =>
      (['Pre', 'Post'] as const).flatMap((when) =>
        membersIn(zip, `destructiveChanges${when}.xml`).map(
          (member) => `${index === 0 ? '' : `${index + 1} `}${when.toLowerCase()} ${member}`,
        ),
      ),
    ),
    steps:
      plan?.steps.flatMap((step) => (step.kind === 'activateFlowVersion' ? [`${step.flow} ${step.version}`] : [])) ??
      [],
    stays: differencesBetween(holdingsOf(stage.org.metadata), wanted).map(wordsFor),
    limits: limitsOf(plan),
    ends: outcome.kind,
  };
};

const wordsFor = ({ key, what, pieces }: Difference): string =>
  what.startsWith('differs')
    ? `${key} differs in ${[...new Set(pieces.map(({ part }) => part))].join(', ')}`
    : `${key} ${what}`;

const limitsOf = (plan: Plan | undefined): readonly string[] =>
  (plan?.limits ?? []).map(({ reason, component, entry }: Limit) =>
    [reason, `${component.type}:${component.fullName}`, entry?.section, entry?.key].filter(Boolean).join(' '),
  );

const parser = new XMLParser({ isArray: (name) => name === 'types' || name === 'members', parseTagValue: false });

interface Manifest {
  readonly Package: { readonly types?: readonly { readonly name: string; readonly members?: readonly string[] }[] };
}

interface ProfileFile {
  readonly Profile: Readonly<Record<string, unknown>>;
}

const entriesIn = (zip: Uint8Array): readonly string[] => {
  const bytes = unzipSync(zip)['profiles/Clerk.profile'];
  if (bytes === undefined) return [];
  const { Profile } = parser.parse(strFromU8(bytes)) as ProfileFile;
  return Object.entries(Profile).flatMap(([section, found]) =>
    [found]
      .flat()
      .map((entry) =>
        typeof entry === 'object' && entry !== null
          ? [section, ...Object.entries(entry).map(([name, text]) => `${name}=${String(text)}`)].join(' ')
          : `${section}=${String(entry)}`,
      ),
  );
};

const membersIn = (zip: Uint8Array, file: string): readonly string[] => {
  const bytes = unzipSync(zip)[file];
  if (bytes === undefined) return [];
  const { types = [] } = (parser.parse(strFromU8(bytes)) as Manifest).Package;
  return types.flatMap(({ name, members = [] }) => members.map((member) => `${name}:${member}`));
};
