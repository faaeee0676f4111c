/** Which Apex tests a deploy runs, in Salesforce's words (Metadata API guide, `DeployOptions`; documented). */
export const testLevels = ['NoTestRun', 'RunSpecifiedTests', 'RunLocalTests', 'RunAllTestsInOrg'] as const;
export type TestLevel = (typeof testLevels)[number];
