import { parseInner } from '../xml/xml.ts';
import type { OrgContext, StoredComponent } from '../types.ts';

/** Settings the org itself obeys: where they are kept, and what a new org has. */
const known = {
  /** meta_flowsettings.htm: production deploys flows inactive unless this is on; documented. */
  'FlowSettings.enableFlowDeployAsActiveEnabled': 'false',
  /** meta_deploymentsettings.htm says true, help says that such deploys are refused: the harder one. */
  'DeploymentSettings.doesSkipAsyncApexValidation': 'false',
} as const;

export type KnownSetting = keyof typeof known;

/** Whether a setting is on: forced from outside, else deployed, else the default. */
export const isOn = (
  components: ReadonlyMap<string, StoredComponent>,
  context: OrgContext,
  setting: KnownSetting,
): boolean => {
  const forced = context.settings?.[setting];
  if (forced !== undefined) return forced === 'true';
  const [root = '', element = ''] = setting.split('.');
  const stored = components.get(`Settings:${root.replace(/Settings$/, '')}`);
  const deployed = parseInner(stored?.xml ?? '').find(({ name }) => name === element);
  return (deployed?.text ?? known[setting]) === 'true';
};
