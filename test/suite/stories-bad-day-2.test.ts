import { onABadDay } from './conditions.ts';
import { tellPart } from './tell.ts';

tellPart(1, onABadDay(2));
