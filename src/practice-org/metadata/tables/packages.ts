import type { Row } from '../../records/types.ts';
import type { MetadataState } from '../types.ts';
import { define, type MetadataTable } from './table.ts';

const installedRows = ({ packages }: MetadataState): readonly Row[] =>
  packages.map(({ id, subscriberPackageId, versionId }) => ({
    Id: id,
    SubscriberPackageId: subscriberPackageId,
    SubscriberPackageVersionId: versionId,
  }));

const packageRows = ({ packages }: MetadataState): readonly Row[] =>
  packages.map(({ subscriberPackageId, name, namespacePrefix }) => ({
    Id: subscriberPackageId,
    Name: name,
    NamespacePrefix: namespacePrefix,
  }));

const versionRows = ({ packages }: MetadataState): readonly Row[] =>
  packages.map(({ versionId, subscriberPackageId, versionNumber, name }) => {
    const [major = 0, minor = 0, patch = 0, build = 0] = versionNumber.split('.').map(Number);
    return {
      Id: versionId,
      SubscriberPackageId: subscriberPackageId,
      Name: name,
      MajorVersion: major,
      MinorVersion: minor,
      PatchVersion: patch,
      BuildNumber: build,
    };
  });

/** Packages somebody installed (Tooling API, InstalledSubscriberPackage; documented). */
export const packageTables: readonly MetadataTable[] = [
  {
    definition: define(
      'InstalledSubscriberPackage',
      '0A3',
      'SubscriberPackageId reference SubscriberPackage\nSubscriberPackageVersionId reference SubscriberPackageVersion',
    ),
    api: 'tooling',
    rows: installedRows,
  },
  {
    definition: define(
      'SubscriberPackage',
      '033',
      'Name string 255\nNamespacePrefix string 15\nDescription string 255',
    ),
    api: 'tooling',
    rows: packageRows,
  },
  {
    definition: define(
      'SubscriberPackageVersion',
      '04t',
      'SubscriberPackageId string 18\nName string 255\nMajorVersion int 9,0\nMinorVersion int 9,0\nPatchVersion int 9,0\nBuildNumber int 9,0',
    ),
    api: 'tooling',
    rows: versionRows,
  },
];
