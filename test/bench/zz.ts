import { benchSweep } from './sweep.ts';

const t = Date.now();
console.log(await benchSweep((process.argv[2] ?? '1').split(',').map(Number)));
console.log((Date.now() - t) / 1000, 's', process.memoryUsage().rss / 1e6);
