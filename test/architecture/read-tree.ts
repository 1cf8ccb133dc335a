import {globSync, readFileSync} from 'node:fs'
import path from 'node:path'
import {z} from 'zod'
import {readModule} from './read-module.ts'
import type {SourceModule} from './read-module.ts'

export interface SourceTree {
  readonly modules: readonly SourceModule[]
  /** What each plugin declares as its dependencies, by folder name. */
  readonly pluginPackages: ReadonlyMap<string, readonly string[]>
}

/** Reads every TypeScript module of a repository, or of a fixture that looks like one. */
export function readTree(root: string): SourceTree {
  const patterns = ['src/**/*.ts', 'plugins/*/src/**/*.ts', 'test/**/*.ts', 'bench/**/*.ts']
  const files = globSync(patterns, {cwd: root, exclude: ['**/node_modules/**', 'test/fixtures/**']}).toSorted()
  const packages = globSync('plugins/*/package.json', {cwd: root})

  return {
    modules: files.map((file) => readModule(file, readFileSync(path.join(root, file), 'utf8'))),
    pluginPackages: new Map(
      packages.map((file) => [path.basename(path.dirname(file)), declaredPackages(path.join(root, file))]),
    ),
  }
}

const packageJson = z.object({
  dependencies: z.record(z.string(), z.string()).default({}),
  peerDependencies: z.record(z.string(), z.string()).default({}),
})

function declaredPackages(file: string): readonly string[] {
  const {dependencies, peerDependencies} = packageJson.parse(JSON.parse(readFileSync(file, 'utf8')))
  return Object.keys({...dependencies, ...peerDependencies})
}
