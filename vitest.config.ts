import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{algorithms,kernel,modules,server,cli,demo,scripts,web}/**/*.test.{ts,tsx}'],
    globalSetup: ['kernel/database/embedded/test-cluster.ts'],
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
