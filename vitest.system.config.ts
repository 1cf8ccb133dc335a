import {defineConfig} from 'vitest/config'
import shared from './vitest.config.ts'

const isMac = process.platform === 'darwin'
const [here, elsewhere] = isMac ? ['test/macos', 'test/system'] : ['test/system', 'test/macos']
console.log(`${elsewhere} is not run: it needs ${isMac ? 'Linux' : 'macOS'}.`)

/** Tests that need programs of the system: bubblewrap, chromium, git, patch, podman, tmux. A missing one is a failed run, not a skip. */
export default defineConfig({
  ...shared,
  test: {
    ...shared.test,
    include: [`${here}/**/*.test.ts`],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // Rows of the attack table have time limits of their own.
    maxConcurrency: 3,
  },
})
