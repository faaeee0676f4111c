import type { StandardObject } from './standard-crm.ts';

/**
 * People, groups and permissions: stored rows like any other, but some of them only Setup may write. Object Reference;
 * documented. Profiles, permission sets, record types, roles and groups come from metadata.
 */
export const SETUP_OBJECTS: readonly StandardObject[] = [
  {
    name: 'User',
    calls: ['create', 'update'],
    keyPrefix: '005',
    owned: false,
    fields: `
Username string 80 required unique
FirstName string 40
LastName string 80 required
Name string 121 readonly of FirstName+LastName
CompanyName string 80
Division string 80
Department string 80
Title string 80
Email email 128 required
Alias string 8 required
CommunityNickname string 40
IsActive boolean default true
TimeZoneSidKey picklist GMT|America/Los_Angeles|America/New_York|Europe/Berlin|Europe/Paris|Asia/Tokyo required default GMT
UserRoleId reference UserRole
LocaleSidKey picklist en_US|en_GB|de_DE|fr_FR|ja_JP required default en_US
EmailEncodingKey picklist UTF-8|ISO-8859-1 required default UTF-8
LanguageLocaleKey picklist en_US|de|fr|ja required default en_US
ProfileId reference Profile children Users required
UserType picklist Standard|Guest|AutomatedProcess readonly default Standard
EmployeeNumber string 20
ManagerId reference User as Manager children ManagedUsers
FederationIdentifier string 512 unique
LastLoginDate datetime readonly`,
  },
  {
    name: 'GroupMember',
    keyPrefix: '011',
    owned: false,
    label: 'Group Member',
    fields: `
GroupId reference Group children GroupMembers required cascade
UserOrGroupId reference User|Group as UserOrGroup required fixed`,
  },
  {
    name: 'QueueSobject',
    keyPrefix: '03g',
    label: 'Queue Sobject',
    owned: false,
    fields: `
QueueId reference Group as Queue children QueueSobjects required cascade
SobjectType picklist Account|Case|Lead required`,
  },
  {
    name: 'PermissionSetAssignment',
    keyPrefix: '0Pa',
    label: 'Permission Set Assignment',
    owned: false,
    fields: `
PermissionSetId reference PermissionSet children Assignments required fixed
PermissionSetGroupId reference PermissionSetGroup fixed
AssigneeId reference User as Assignee children PermissionSetAssignments required fixed
ExpirationDate datetime
IsActive boolean readonly default true`,
  },
  {
    name: 'UserLogin',
    calls: ['update'],
    keyPrefix: '0Yw',
    label: 'User Login',
    owned: false,
    fields: `
UserId reference User required fixed
IsFrozen boolean default false
IsPasswordLocked boolean default false`,
  },
  {
    name: 'AsyncApexJob',
    calls: [],
    keyPrefix: '707',
    label: 'Apex Job',
    owned: false,
    fields: `
JobType picklist BatchApex|BatchApexWorker|Future|Queueable|ScheduledApex|TestRequest|TestWorker
ApexClassId reference ApexClass
Status picklist Holding|Queued|Preparing|Processing|Aborted|Completed|Failed
JobItemsProcessed int 9,0 default 0
TotalJobItems int 9,0 default 0
NumberOfErrors int 9,0 default 0
CompletedDate datetime
MethodName string 255
ExtendedStatus string 1000
ParentJobId reference AsyncApexJob as ParentJob
LastProcessed string 15
LastProcessedOffset int 9,0
CronTriggerId reference CronTrigger`,
  },
  {
    name: 'CronJobDetail',
    calls: [],
    keyPrefix: '08a',
    label: 'Cron Job',
    owned: false,
    fields: `
Name string 255 required
JobType string 3 required`,
  },
  {
    name: 'CronTrigger',
    calls: [],
    keyPrefix: '08e',
    label: 'Scheduled Jobs',
    fields: `
CronJobDetailId reference CronJobDetail required
CronExpression string 255
State picklist WAITING|ACQUIRED|EXECUTING|COMPLETE|ERROR|DELETED|PAUSED|BLOCKED|PAUSED_BLOCKED default WAITING
NextFireTime datetime
PreviousFireTime datetime
StartTime datetime
EndTime datetime
TimesTriggered int 9,0 default 0
TimeZoneSidKey picklist GMT`,
  },
  {
    name: 'FlowInterview',
    calls: ['delete'],
    keyPrefix: '0Fo',
    label: 'Flow Interview',
    fields: `
Name string 255 required
FlowVersionViewId reference FlowVersionView
CurrentElement string 100
InterviewLabel string 1000
InterviewStatus picklist Paused|Running|Error default Paused
PauseLabel string 1000
WasPausedFromScreen boolean default false
Guid string 255
Error textarea 4000`,
  },
  {
    name: 'ProcessInstance',
    calls: [],
    keyPrefix: '04g',
    label: 'Process Instance',
    owned: false,
    fields: `
ProcessDefinitionId reference ProcessDefinition
TargetObjectId reference Account|Opportunity|Case as TargetObject
Status picklist Started|NoResponse|Approved|Rejected|Removed|Fault|Pending|Held|Reassigned
CompletedDate datetime
LastActorId reference User as LastActor
SubmittedById reference User as SubmittedBy
ElapsedTimeInDays double 10,2`,
  },
  {
    name: 'EventBusSubscriber',
    calls: [],
    keyPrefix: '0Ea',
    label: 'Event Bus Subscriber',
    owned: false,
    fields: `
Name string 255
ExternalId string 18
Type picklist ApexTrigger|Flow|ProcessBuilder
Topic string 255
Position int 18,0
Tip int 18,0
Retries int 9,0 default 0
LastError string 255
Status picklist Running|Error|Suspended|Expired default Running
IsPartitioned boolean default false`,
  },
  {
    name: 'PackageLicense',
    calls: [],
    keyPrefix: '050',
    label: 'Package License',
    owned: false,
    fields: `
NamespacePrefix string 15
Status picklist Active|Expired|Free|Trial
AllowedLicenses int 9,0
UsedLicenses int 9,0
ExpirationDate datetime`,
  },
  {
    name: 'ProcessDefinition',
    calls: [],
    keyPrefix: '04a',
    label: 'Process Definition',
    owned: false,
    fields: `
Name string 255 required
DeveloperName string 80
Type picklist Approval|State
TableEnumOrId string 40
State picklist Active|Inactive|Obsolete
LockType picklist Total|Admin|Owner|Workitem|Node|none`,
  },
  {
    name: 'ApexLog',
    calls: [],
    keyPrefix: '07L',
    label: 'Apex Debug Log',
    owned: false,
    fields: `
LogUserId reference User as LogUser
LogLength int 9,0
Request string 20
Operation string 255
Application string 255
Status string 255
DurationMilliseconds int 9,0
StartTime datetime
Location picklist Monitoring|SystemLog|HeapDump`,
  },
];
