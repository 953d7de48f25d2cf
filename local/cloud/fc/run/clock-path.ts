/** Where virtual time is asked, below the cloud's one origin. */
export const CLOCK_PATH = '/-/clock';
