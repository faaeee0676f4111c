import type { IdSequence } from '../identity/ids.ts';
import type { OrgUser } from '../metadata/types.ts';

/** One line of "View Setup Audit Trail" (Object Reference, SetupAuditTrail; documented). */
export interface AuditLine {
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly by: OrgUser;
  /** `createdApexClass`, `changedCustomField`: Salesforce has its own word for each; these are made by one rule. */
  readonly action: string;
  readonly section: string;
  readonly display: string;
}

export interface AuditTrail {
  readonly lines: readonly AuditLine[];
  add(line: Omit<AuditLine, 'id'>): void;
  clear(): void;
}

/** Lines are kept for 180 days (SetupAuditTrail; documented). */
const KEPT_MS = 180 * 24 * 60 * 60 * 1000;

export const auditTrail = (ids: IdSequence, kept: readonly AuditLine[] = []): AuditTrail => {
  let lines = [...kept];
  return {
    get lines() {
      return lines;
    },
    add(line) {
      if (lines[0] && line.at - lines[0].at > KEPT_MS) lines = lines.filter(({ at }) => line.at - at <= KEPT_MS);
      lines.push({ id: ids.next('0Ym'), ...line });
    },
    clear() {
      lines = [];
    },
  };
};

/** `ApexClass` → `Apex Class`. */
export const spoken = (type: string): string => type.replace(/([a-z])([A-Z])/g, '$1 $2');
