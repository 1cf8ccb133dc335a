import {globSync} from 'node:fs'
import {defineConfig} from 'rolldown'

/** Every command is an entry of its own, so that oclif loads one verb and nothing of the others. */
function entries(folder: string, patterns: string[]): Record<string, string> {
  const files = patterns.flatMap((pattern) => globSync(pattern, {cwd: folder}))
  return Object.fromEntries(files.map((file) => [file.replace(/^src\//, '').replace(/\.ts$/, ''), `${folder}/${file}`]))
}

function build(folder: string, patterns: string[]) {
  return defineConfig({
    input: entries(folder, patterns),
    platform: 'node',
    // oclif and the contract are shared with plugins. All else is bundled: it loads twice as fast as file by file.
    external: /^(node:|@oclif\/|@codex-host\/)/,
    moduleTypes: {'.md': 'text'},
    output: {
      dir: `${folder}/dist`,
      format: 'esm',
      cleanDir: true,
      sourcemap: true,
      entryFileNames: '[name].js',
      chunkFileNames: 'chunks/[name]-[hash].js',
    },
  })
}

export default [
  build('.', ['src/cli/main.ts', 'src/cli/commands/**/*.ts']),
  build('plugins/api', ['src/api.ts', 'src/testing.ts']),
  build('plugins/chat', ['src/commands/*.ts']),
  build('plugins/docker', ['src/docker.ts']),
  build('plugins/complete', ['src/commands/*.ts']),
  build('plugins/explain', ['src/commands/*.ts']),
  build('plugins/prompt', ['src/commands/*.ts']),
]
