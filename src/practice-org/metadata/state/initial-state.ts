import { draftOf, put, stateOf } from './draft.ts';
import type { MetadataState, OrgContext } from '../types.ts';
import { innerText, leaf } from '../xml/xml.ts';

/** Objects that every org has; others of Salesforce's appear when something is deployed into them. */
const standardObjects = `
  Account AccountContactRelation Activity Asset Campaign CampaignMember Case CaseComment Contact ContentDocument
  ContentVersion Contract Domain EmailMessage Event Idea Individual Lead Opportunity OpportunityContactRole
  OpportunityLineItem Order OrderItem Pricebook2 PricebookEntry Product2 Quote QuoteLineItem Site Solution Task User`;

const standardProfiles: Readonly<Record<string, string>> = {
  Admin: 'Salesforce',
  'Minimum Access - Salesforce': 'Salesforce',
  ReadOnly: 'Salesforce',
  Standard: 'Salesforce',
};

/** Settings the org itself obeys are there from the start, so that a client can read them. */
const settings: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  Deployment: { doesSkipAsyncApexValidation: 'false' },
  Flow: { enableFlowDeployAsActiveEnabled: 'false' },
};

const properties = (values: Readonly<Record<string, string>>): string =>
  innerText(Object.entries(values).map(([name, text]) => leaf(name, text)));

/** An org as Salesforce hands it over: standard objects and profiles, no customisation. */
export const initialState = (context: OrgContext): MetadataState => {
  const empty: MetadataState = { components: new Map(), flows: new Map(), packages: [], deletedFields: [] };
  const draft = draftOf(empty, context);
  for (const fullName of standardObjects.split(/\s+/).filter(Boolean))
    put(draft, { type: 'CustomObject', fullName, xml: '', tag: 'CustomObject' });
  for (const [fullName, userLicense] of Object.entries(standardProfiles))
    put(draft, { type: 'Profile', fullName, xml: properties({ custom: 'false', userLicense }), tag: 'Profile' });
  for (const [fullName, values] of Object.entries(settings))
    put(draft, { type: 'Settings', fullName, xml: properties(values), tag: `${fullName}Settings` });
  return stateOf(draft);
};
