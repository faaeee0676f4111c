import type { ApexTests } from './apex-tests.ts';
import type { BulkWrites } from './bulk-ingest.ts';
import type { BulkQueries } from './bulk-query.ts';
import type { DeployRequests } from './deploy-requests.ts';
import type { Deploys } from './deploys.ts';
import type { Describes } from './describe.ts';
import type { FileBodies } from './file-bodies.ts';
import type { Flows } from './flow-versions.ts';
import type { OrgIdentity } from './identity.ts';
import type { MetadataLists } from './metadata-lists.ts';
import type { Patience } from './patience.ts';
import type { Queries } from './queries.ts';
import type { Retrieves } from './retrieves.ts';
import type { ToolingUpdates } from './tooling-update.ts';
import type { Undeletes } from './undelete.ts';

/** The one way to an org. Reads are tried again by cause until their deadline; a POST is never sent twice. */
export interface Org
  extends
    Deploys,
    DeployRequests,
    Retrieves,
    MetadataLists,
    Queries,
    ToolingUpdates,
    Flows,
    BulkQueries,
    BulkWrites,
    Describes,
    FileBodies,
    Undeletes,
    ApexTests {
  identity(patience?: Patience): Promise<OrgIdentity>;
  /**
   * Throws `Refused` (`orgMismatch`) unless the live connection answers with this org id. Returns the org's clock; throws
   * `OrgError` (`garbledAnswer`) when the answer does not tell it.
   */
  expectOrg(orgId: string, patience?: Patience): Promise<Date>;
}
