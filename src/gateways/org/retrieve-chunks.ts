import { packageLimits } from '../../release/package/package-limits.ts';
import type { Manifest } from './manifest.ts';

/*
 * Which members go together into one retrieve. The org hands over at most so many files at once, and a profile holds
 * only what is said about components of the same retrieve (Metadata API guide, meta_profile.htm; documented).
 */

/** Types whose content depends on what is retrieved beside them. */
const speakers: ReadonlySet<string> = new Set([
  'Profile',
  'PermissionSet',
  'MutingPermissionSet',
  'Translations',
  'CustomObjectTranslation',
]);

/** Types they speak about. */
const spokenOf: ReadonlySet<string> = new Set([
  'ApexClass',
  'ApexPage',
  'CustomApplication',
  'CustomField',
  'CustomLabel',
  'CustomLabels',
  'CustomMetadata',
  'CustomObject',
  'CustomPermission',
  'CustomTab',
  'DataCategoryGroup',
  'ExternalCredential',
  'ExternalDataSource',
  'Flow',
  'FlowDefinition',
  'Layout',
  'NamedCredential',
  'RecordType',
  'ServicePresenceStatus',
]);

/** Files a member brings, where it is more than its one or two: guesses on the high side. */
const filesPerMember: ReadonlyMap<string, number> = new Map([
  ['AuraDefinitionBundle', 10],
  ['DigitalExperienceBundle', 300],
  ['ExperienceBundle', 300],
  ['GenAiPlannerBundle', 10],
  ['LightningComponentBundle', 10],
  ['LightningTypeBundle', 10],
  ['UiBundle', 300],
  ['WaveTemplateBundle', 50],
]);

/** What `*` may stand for, unknown as it is. */
const filesOfAll = 1000;

const weigh = (type: string, member: string): number => (member === '*' ? filesOfAll : (filesPerMember.get(type) ?? 2));

const weighAll = (type: string, members: readonly string[]): number =>
  members.reduce((sum, member) => sum + weigh(type, member), 0);

/** `package.xml` counts as a file; the rest is left for files nobody foresaw. */
const capacity = Math.floor(packageLimits.files * 0.95);

/** Members in the manifest's order, a new chunk whenever the next one does not fit. */
const fill = (manifest: Manifest, room: number): readonly Manifest[] => {
  const chunks: Map<string, string[]>[] = [];
  let weight = Infinity;
  for (const [type, members] of manifest)
    for (const member of members) {
      weight += weigh(type, member);
      if (weight > room) {
        chunks.push(new Map());
        weight = weigh(type, member);
      }
      const chunk = chunks.at(-1);
      const names = chunk?.get(type);
      if (names) names.push(member);
      else chunk?.set(type, [member]);
    }
  return chunks;
};

const only = (manifest: Manifest, keep: (type: string) => boolean): Manifest =>
  new Map([...manifest].filter(([type]) => keep(type)));

const weightOf = (manifest: Manifest): number =>
  [...manifest].reduce((sum, [type, members]) => sum + weighAll(type, members), 0);

/**
 * The manifest in chunks that the org can hand over. One chunk when all fits. Else what speaks about other components
 * is retrieved together with what it speaks about; where even that is too much, it is repeated with each part of what
 * it speaks about, and `retrieves.ts` puts its pieces together again.
 */
export const chunksOf = (manifest: Manifest, room = capacity): readonly Manifest[] => {
  if (weightOf(manifest) <= room) return [manifest];
  const speaking = only(manifest, (type) => speakers.has(type));
  const context = only(manifest, (type) => speaking.size > 0 && spokenOf.has(type));
  const rest = only(manifest, (type) => !speaking.has(type) && !context.has(type));
  const left = Math.max(room - weightOf(speaking), Math.floor(room / 10));
  const together =
    context.size === 0 ? fill(speaking, room) : fill(context, left).map((part) => new Map([...speaking, ...part]));
  return [...together, ...fill(rest, room)];
};

type Member = readonly [type: string, fullName: string];

const membersOf = (manifest: Manifest): readonly Member[] =>
  [...manifest].flatMap(([type, names]) => names.map((name): Member => [type, name]));

const manifestOf = (members: readonly Member[]): Manifest => {
  const manifest = new Map<string, string[]>();
  for (const [type, name] of members) {
    const names = manifest.get(type);
    if (names) names.push(name);
    else manifest.set(type, [name]);
  }
  return manifest;
};

/**
 * Two halves of a chunk that turned out to be too much. What speaks about others stays with all of each half, until
 * there is nothing else left to part. Undefined for a single component.
 */
export const halvesOf = (chunk: Manifest): readonly [Manifest, Manifest] | undefined => {
  const speaking = membersOf(only(chunk, (type) => speakers.has(type)));
  const others = membersOf(only(chunk, (type) => !speakers.has(type)));
  const [parted, kept] = others.length > 1 ? [others, speaking] : [speaking, others];
  if (parted.length < 2) return undefined;
  const middle = Math.ceil(parted.length / 2);
  return [manifestOf([...kept, ...parted.slice(0, middle)]), manifestOf([...kept, ...parted.slice(middle)])];
};
