import {defineConfig} from 'vitest/config'
import shared from './vitest.config.ts'

/** Tests that need programs of the system: bubblewrap, git, patch, podman, tmux. A missing one is a failed run, not a skip. */
export default defineConfig({
  ...shared,
  test: {
    ...shared.test,
    include: ['test/system/**/*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // Rows of the attack table have time limits of their own.
    maxConcurrency: 3,
  },
})
