import type { Org } from '../org.ts';
import { readFields } from '../records/schema/notation.ts';
import type { Row, TableDefinition, VirtualTable } from '../records/types.ts';

/** Object Reference, SetupAuditTrail: read only, `Display` cannot be filtered; documented. */
export const SETUP_AUDIT_TRAIL: TableDefinition = {
  name: 'SetupAuditTrail',
  label: 'Setup Audit Trail Entry',
  keyPrefix: '0Ym',
  fields: readFields(`
Action string 40
Section string 80
Display string 255 unfilterable
DelegateUser string 80
ResponsibleNamespacePrefix string 15
CreatedByContext string 80
CreatedByIssuer string 80`),
};

export const auditTrailRows = (org: Org): VirtualTable => ({
  api: 'both',
  rows: () =>
    org.audit.lines.map((line): Row => ({
      Id: line.id,
      Action: line.action,
      Section: line.section,
      Display: line.display,
      CreatedDate: new Date(line.at).toISOString(),
      CreatedById: line.by.id,
    })),
});
