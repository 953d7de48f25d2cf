import { onABadDay } from './conditions.ts';
import { tellAllStories } from './tell.ts';

tellAllStories(onABadDay(1));
