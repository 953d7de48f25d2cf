import { dieInIssuance } from './dying-issuance.ts';

dieInIssuance(2);
