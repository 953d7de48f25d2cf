import { onABadDay } from './conditions.ts';
import { tellPart } from './tell.ts';

tellPart(2, onABadDay(3));
