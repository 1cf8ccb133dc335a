import path from 'node:path'
import type {ProjectFiles} from '@codex-host/plugin-api'
import type {FileNames} from '../editor/complete-file.ts'

const mostFiles = 50_000
const staleMs = 10_000

/** The files that may be mentioned, looked for when they are first asked for and again when that was long ago. */
export function createFileNames(
  files: ProjectFiles,
  options: {now(): number; onChange(): void; signal: AbortSignal},
): FileNames {
  let names: readonly string[] | undefined
  let lookedAtMs: number | undefined

  return {
    names() {
      if (lookedAtMs === undefined || options.now() - lookedAtMs > staleMs) {
        lookedAtMs = options.now()
        void look()
      }
      return names
    },
  }

  async function look(): Promise<void> {
    try {
      const {paths} = await files.listFiles(files.root, {most: mostFiles}, options.signal)
      names = paths.map((file) => path.relative(files.cwd, file))
    } catch {
      // A folder that cannot be read has no names to offer; a mention is still read when it is sent.
      names ??= []
    }
    options.onChange()
  }
}
