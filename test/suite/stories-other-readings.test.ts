import { OTHER_READINGS } from './conditions.ts';
import { tellAllStories } from './tell.ts';

tellAllStories(...OTHER_READINGS);
