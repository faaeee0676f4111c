import type { Gateways } from '../gateways/open.ts';
import { linesIn, type Catalogue } from '../release/catalogue.ts';
import type { JournalEntry } from '../release/journal-entry.ts';
import { ordersIn } from '../release/orders.ts';
import { greenReleases, standingsOf, type Standing, type Standings } from '../release/standing.ts';

/** What is known of each release, by the journal and by what `release.yaml` counts as good. */
export const standingsIn = (
  { configuration: { knownGood }, now }: Gateways,
  catalogue: Catalogue,
  entries: readonly JournalEntry[],
): Standings => {
  const orders = ordersIn(entries);
  const soak = knownGood && {
    hours: knownGood.afterHours,
    now: now(),
    ...(knownGood.greenChecks && { green: greenReleases(entries) }),
  };
  return new Map(linesIn(catalogue).flatMap((line) => [...standingsOf(line, orders, soak)]));
};

/** The same by name, as this clone last saw the journal: asks no remote. */
export const standingsHere = async (
  gateways: Gateways,
  catalogue: Catalogue,
): Promise<Readonly<Record<string, Standing>>> =>
  Object.fromEntries(standingsIn(gateways, catalogue, await gateways.journal(catalogue.environment).entriesHere()));
