import { PLAIN } from './conditions.ts';
import { tellAllStories } from './tell.ts';

tellAllStories(PLAIN);
