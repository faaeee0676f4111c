import type { DeployOptions, OrgKind, TestLevel } from '../metadata/types.ts';
import { BadZipError, readZip, type ZipLimits } from '../zip.ts';

/** What one deploy may carry; Salesforce's own numbers unless an org was started with others. */
export interface DeployLimits extends ZipLimits {
  /** Bytes of the zip itself, before base64. */
  readonly zipBytes: number;
}

/** 10,000 files, 39 MB compressed, 600 MB unzipped (Salesforce limits cheatsheet, platform metadata; documented). */
export const SALESFORCE_LIMITS: DeployLimits = {
  files: 10_000,
  zipBytes: 39 * 1024 * 1024,
  unzippedBytes: 629_145_600,
};

/** Why a deploy was not even queued; `code` is the API's (`INVALID_OPERATION`), the message its words. */
export interface CallRefusal {
  readonly code: string;
  readonly message: string;
}

const TEST_LEVELS: ReadonlySet<string> = new Set<TestLevel>([
  'NoTestRun',
  'RunSpecifiedTests',
  'RunLocalTests',
  'RunAllTestsInOrg',
  'RunRelevantTests',
]);

export const isTestLevel = (text: string): text is TestLevel => TEST_LEVELS.has(text);

/** RunRelevantTests is a beta of API 66 (meta_deploy_run_relevant_tests.htm; documented). */
const RELEVANT_TESTS_SINCE = 66;

const testRefusal = (options: DeployOptions, apiVersion: number): CallRefusal | undefined => {
  const { testLevel, runTests = [] } = options;
  if (testLevel === 'RunRelevantTests' && apiVersion < RELEVANT_TESTS_SINCE)
    return {
      code: 'INVALID_OPERATION',
      message: `testLevel RunRelevantTests is not available below API version ${RELEVANT_TESTS_SINCE}.0`,
    };
  if (testLevel === 'RunSpecifiedTests' && runTests.length === 0)
    return { code: 'INVALID_OPERATION', message: 'testLevel of RunSpecifiedTests requires that runTests be specified' };
  if (testLevel !== undefined && testLevel !== 'RunSpecifiedTests' && runTests.length > 0)
    return {
      code: 'INVALID_OPERATION',
      message: 'runTests can be used only with a testLevel of RunSpecifiedTests',
    };
  return undefined;
};

/** What the options alone forbid. "rollbackOnError option must be true on a production org": seen in public reports. */
export const optionsRefusal = (
  options: DeployOptions,
  org: { readonly kind: OrgKind; readonly apiVersion: number },
): CallRefusal | undefined =>
  options.rollbackOnError === false && org.kind === 'production'
    ? { code: 'INVALID_OPERATION', message: 'rollbackOnError option must be true on a production org' }
    : testRefusal(options, org.apiVersion);

export type Unpacked =
  | { readonly entries: Map<string, Buffer> }
  /** The call itself is refused. */
  | { readonly refused: CallRefusal }
  /** The deploy is accepted and fails: the org looked into the zip too late to refuse it. */
  | { readonly broken: string };

/** Opens the zip of a deploy within the limits. */
export const unpack = async (zip: Buffer | undefined, limits: DeployLimits): Promise<Unpacked> => {
  if (!zip || zip.length === 0)
    return { refused: { code: 'INVALID_OPERATION', message: 'No zip file content passed in' } };
  if (zip.length > limits.zipBytes)
    return {
      refused: {
        code: 'LIMIT_EXCEEDED',
        message: `Maximum size of request reached. Maximum size of request is ${limits.zipBytes} bytes.`,
      },
    };
  try {
    return { entries: await readZip(zip, limits) };
  } catch (error) {
    if (!(error instanceof BadZipError)) throw error;
    return error.limit === 'files'
      ? { refused: { code: 'INVALID_OPERATION', message: 'Too many files in zip' } }
      : error.limit === 'unzippedBytes'
        ? {
            refused: {
              code: 'LIMIT_EXCEEDED',
              message: `The unzipped files are larger than ${limits.unzippedBytes} bytes`,
            },
          }
        : { broken: error.message };
  }
};
