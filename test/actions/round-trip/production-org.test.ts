import { roundTrips } from './round-trips.ts';

roundTrips('production');
