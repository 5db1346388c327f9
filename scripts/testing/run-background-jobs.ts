// A worker process of its own, for a test to kill.
import { runWorker } from '#lib/jobs/run-worker.ts';

runWorker({ pollMilliseconds: 100 });
