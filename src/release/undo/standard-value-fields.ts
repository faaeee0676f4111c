import type { ComponentId } from '../metadata/component.ts';

/** Standard fields by the value set they take their values from (Metadata API guide, StandardValueSet names; documented). */
const fields: Readonly<Record<string, readonly string[]>> = {
  AccountOwnership: ['Account.Ownership'],
  AccountRating: ['Account.Rating', 'Lead.Rating'],
  AccountType: ['Account.Type'],
  AssetStatus: ['Asset.Status'],
  CampaignMemberStatus: ['CampaignMember.Status'],
  CampaignStatus: ['Campaign.Status'],
  CampaignType: ['Campaign.Type'],
  CaseOrigin: ['Case.Origin'],
  CasePriority: ['Case.Priority'],
  CaseReason: ['Case.Reason'],
  CaseStatus: ['Case.Status'],
  CaseType: ['Case.Type'],
  ContractStatus: ['Contract.Status'],
  EntitlementType: ['Entitlement.Type'],
  EventSubject: ['Event.Subject'],
  EventType: ['Event.Type'],
  Industry: ['Account.Industry', 'Lead.Industry'],
  LeadSource: ['Account.AccountSource', 'Contact.LeadSource', 'Lead.LeadSource', 'Opportunity.LeadSource'],
  LeadStatus: ['Lead.Status'],
  OpportunityStage: ['Opportunity.StageName'],
  OpportunityType: ['Opportunity.Type'],
  OrderStatus: ['Order.Status'],
  OrderType: ['Order.Type'],
  Product2Family: ['Product2.Family'],
  QuoteStatus: ['Quote.Status'],
  TaskPriority: ['Task.Priority'],
  TaskStatus: ['Task.Status'],
  TaskSubject: ['Task.Subject'],
  TaskType: ['Task.Type'],
  WorkOrderPriority: ['WorkOrder.Priority'],
  WorkOrderStatus: ['WorkOrder.Status'],
};

/** The standard fields whose values are those of a standard value set; none for one that is not in the table. */
export const standardValueFields = ({
  type,
  fullName,
}: ComponentId): readonly { readonly fullName: string; readonly isMultiple: false }[] =>
  type === 'StandardValueSet' ? (fields[fullName] ?? []).map((field) => ({ fullName: field, isMultiple: false })) : [];
