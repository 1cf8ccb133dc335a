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
    // Packages stay imports: the lockfile decides their versions, and each loads when it is first needed.
    external: (id: string) => !id.startsWith('.') && !id.startsWith('/') && !id.startsWith('\0'),
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
  build('plugins/api', ['src/api.ts']),
  build('plugins/prompt', ['src/commands/*.ts']),
]
