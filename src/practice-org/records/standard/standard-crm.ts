/**
 * Standard business objects, as describe knows them in an org with nothing switched on: the fields people use, not all
 * of them (Object Reference for the Salesforce Platform; documented). Notation: notation.ts.
 */
export interface StandardObject {
  readonly name: string;
  readonly keyPrefix: string;
  readonly label?: string;
  readonly plural?: string;
  /** Children of a master have no owner of their own. */
  readonly owned?: false;
  /** What callers may do with rows. Absent: everything; the platform itself may always. */
  readonly calls?: readonly ('create' | 'update' | 'delete')[];
  readonly fields: string;
}

const address = (name: string): string => `
${name}Street textarea 255
${name}City string 40
${name}State string 80
${name}PostalCode string 20
${name}Country string 80
${name}Latitude double 18,15
${name}Longitude double 18,15
${name}Address address of ${name}Street+${name}City+${name}State+${name}PostalCode+${name}Country+${name}Latitude+${name}Longitude`;

const person = `
Salutation picklist Mr.|Ms.|Mrs.|Dr.|Prof.
FirstName string 40
LastName string 80 required
Name string 121 readonly of Salutation+FirstName+LastName`;

const INDUSTRY =
  'Agriculture|Banking|Consulting|Education|Energy|Finance|Healthcare|Insurance|Manufacturing|Retail|Technology|Other';

export const CRM_OBJECTS: readonly StandardObject[] = [
  {
    name: 'Account',
    keyPrefix: '001',
    fields: `
Name string 255 required
Type picklist Prospect|Customer_-_Direct|Customer_-_Channel|Channel_Partner_/_Reseller|Installation_Partner|Technology_Partner|Other
ParentId reference Account as Parent children ChildAccounts
${address('Billing')}
${address('Shipping')}
Phone phone 40
Fax phone 40
AccountNumber string 40
Website url 255
Sic string 20
Industry picklist ${INDUSTRY}
AnnualRevenue currency 18,0
NumberOfEmployees int 8,0
Ownership picklist Public|Private|Subsidiary|Other
TickerSymbol string 20
Description textarea 32000
Rating picklist Hot|Warm|Cold
Site string 80
AccountSource picklist Web|Phone_Inquiry|Partner_Referral|Purchased_List|Other`,
  },
  {
    name: 'Contact',
    keyPrefix: '003',
    fields: `
AccountId reference Account children Contacts cascade reparentable
${person}
${address('Other')}
${address('Mailing')}
Phone phone 40
Fax phone 40
MobilePhone phone 40
HomePhone phone 40
OtherPhone phone 40
AssistantPhone phone 40
ReportsToId reference Contact as ReportsTo
Email email 80
Title string 128
Department string 80
AssistantName string 40
LeadSource picklist Web|Phone_Inquiry|Partner_Referral|Purchased_List|Other
Birthdate date
Description textarea 32000
HasOptedOutOfEmail boolean default false
DoNotCall boolean default false`,
  },
  {
    name: 'Lead',
    keyPrefix: '00Q',
    fields: `
${person}
Title string 128
Company string 255 required
${address('')}
Phone phone 40
MobilePhone phone 40
Email email 80
Website url 255
Description textarea 32000
LeadSource picklist Web|Phone_Inquiry|Partner_Referral|Purchased_List|Other
Status picklist Open_-_Not_Contacted|Working_-_Contacted|Closed_-_Converted|Closed_-_Not_Converted required default Open_-_Not_Contacted
Industry picklist ${INDUSTRY}
Rating picklist Hot|Warm|Cold
AnnualRevenue currency 18,0
NumberOfEmployees int 8,0
IsConverted boolean default false
ConvertedDate date readonly
ConvertedAccountId reference Account as ConvertedAccount readonly
ConvertedContactId reference Contact as ConvertedContact readonly`,
  },
  {
    name: 'Opportunity',
    keyPrefix: '006',
    plural: 'Opportunities',
    fields: `
AccountId reference Account children Opportunities cascade reparentable
IsPrivate boolean default false
Name string 120 required
Description textarea 32000
StageName picklist Prospecting|Qualification|Needs_Analysis|Value_Proposition|Id._Decision_Makers|Perception_Analysis|Proposal/Price_Quote|Negotiation/Review|Closed_Won|Closed_Lost required
Amount currency 18,2
Probability percent 3,0
CloseDate date required
Type picklist Existing_Customer_-_Upgrade|Existing_Customer_-_Replacement|Existing_Customer_-_Downgrade|New_Customer
NextStep string 255
LeadSource picklist Web|Phone_Inquiry|Partner_Referral|Purchased_List|Other
CampaignId reference Campaign children Opportunities
ForecastCategoryName picklist Omitted|Pipeline|Best_Case|Commit|Closed`,
  },
  {
    name: 'OpportunityContactRole',
    keyPrefix: '00K',
    owned: false,
    fields: `
OpportunityId reference Opportunity children OpportunityContactRoles required cascade
ContactId reference Contact children OpportunityContactRoles required
Role picklist Business_User|Decision_Maker|Economic_Buyer|Evaluator|Executive_Sponsor|Influencer|Technical_Buyer|Other
IsPrimary boolean default false`,
  },
  {
    name: 'Case',
    keyPrefix: '500',
    fields: `
CaseNumber string 30 auto {00000000}
ContactId reference Contact children Cases restrict
AccountId reference Account children Cases restrict
ParentId reference Case as Parent children Cases
SuppliedName string 80
SuppliedEmail email 80
Type picklist Mechanical|Electrical|Electronic|Structural|Other
Status picklist New|Working|Escalated|Closed default New
Reason picklist Installation|Equipment_Complexity|Performance|Breakdown|Equipment_Design|Feedback|Other
Origin picklist Phone|Email|Web
Subject string 255
Priority picklist High|Medium|Low default Medium
Description textarea 32000
IsEscalated boolean default false
ClosedDate datetime readonly`,
  },
  {
    name: 'Task',
    keyPrefix: '00T',
    fields: `
WhoId reference Contact|Lead as Who
WhatId reference Account|Opportunity|Case|Campaign as What
AccountId reference Account children Tasks readonly
Subject combobox 255
ActivityDate date
Status picklist Not_Started|In_Progress|Completed|Waiting_on_someone_else|Deferred required default Not_Started
Priority picklist High|Normal|Low required default Normal
Description textarea 32000
IsClosed boolean readonly default false
ReminderDateTime datetime
IsReminderSet boolean default false`,
  },
  {
    name: 'Event',
    keyPrefix: '00U',
    fields: `
WhoId reference Contact|Lead as Who
WhatId reference Account|Opportunity|Case|Campaign as What
Subject combobox 255
Location string 255
IsAllDayEvent boolean default false
ActivityDateTime datetime
ActivityDate date
DurationInMinutes int 8,0
StartDateTime datetime
EndDateTime datetime
Description textarea 32000`,
  },
  {
    name: 'Campaign',
    keyPrefix: '701',
    fields: `
Name string 80 required
ParentId reference Campaign as Parent children ChildCampaigns
Type picklist Conference|Webinar|Trade_Show|Email|Telemarketing|Other
Status picklist Planned|In_Progress|Completed|Aborted default Planned
StartDate date
EndDate date
BudgetedCost currency 18,0
ActualCost currency 18,0
IsActive boolean default false
Description textarea 32000`,
  },
  {
    name: 'CampaignMember',
    keyPrefix: '00v',
    owned: false,
    fields: `
CampaignId reference Campaign children CampaignMembers required cascade
LeadId reference Lead children CampaignMembers
ContactId reference Contact children CampaignMembers
Status picklist Sent|Responded default Sent`,
  },
];
