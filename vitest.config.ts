import {fileURLToPath} from 'node:url'
import {defineConfig} from 'vitest/config'

/** `.md` files are imported as text, as the bundler does it. */
const markdownAsText = {
  name: 'markdown-as-text',
  transform(code: string, id: string) {
    return id.endsWith('.md') ? `export default ${JSON.stringify(code)}` : undefined
  },
}

export default defineConfig({
  plugins: [markdownAsText],
  resolve: {
    alias: {
      '@codex-host/plugin-api/testing': fileURLToPath(new URL('plugins/api/src/testing.ts', import.meta.url)),
      '@codex-host/plugin-api': fileURLToPath(new URL('plugins/api/src/api.ts', import.meta.url)),
    },
  },
  test: {
    include: ['test/{unit,integration,architecture,e2e}/**/*.test.ts'],
    globalSetup: ['test/helpers/private-home.ts'],
    // vitest leaves a core free by default, and most tests wait for processes.
    maxWorkers: '100%',
    disableConsoleIntercept: true,
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
})
