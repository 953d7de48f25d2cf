import { dieAtEach } from './die-at.ts';

dieAtEach(2);
