import { tellUnderOtherReadings } from './tell.ts';

tellUnderOtherReadings(1);
