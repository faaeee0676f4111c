import { roundTrips } from './round-trips.ts';

roundTrips('sandbox');
