import { parseDocument } from 'yaml';

interface Pin {
  readonly environment: string;
  readonly orgId: string;
  readonly orgName: string;
  readonly targetOrg?: string | undefined;
}

const heading = `# Releases of this project: which org each environment is, and how it is released to.
# Everything but the org ids has a default. Check what is read from here with: sf release status
# For editors: the JSON Schema of this file is schemas/release.yaml.schema.json of the sf-release package.

# The environment meant when --environment is not given; the only one when there is one.
# defaultEnvironment: production

# The Git remote that keeps release tags and the journal; origin by default.
# remote: origin
`;

/** `release.yaml` with one more environment. What an existing file says, comments included, stays as it is. */
export const configurationText = (pin: Pin, existing: string | undefined): string => {
  const document = parseDocument(existing ?? `${heading}\nenvironments: {}\n`);
  const { environment, orgId, orgName, targetOrg } = pin;
  const settings = document.createNode({ orgId, ...(targetOrg === undefined ? {} : { targetOrg }) });
  settings.commentBefore = ` ${orgName}. Bound to this one org by its id: aliases and usernames can move.`;
  settings.comment = ' testLevel: RunLocalTests   # NoTestRun, RunSpecifiedTests, RunLocalTests or RunAllTestsInOrg';
  const environments: unknown = document.get('environments');
  if (environments === undefined || environments === null) document.set('environments', document.createNode({}));
  document.setIn(['environments', environment], settings);
  const map = document.get('environments');
  if (typeof map === 'object' && map !== null && 'flow' in map) map.flow = false;
  return document.toString({ lineWidth: 0 });
};
