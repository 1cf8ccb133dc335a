import {hostPackage, hostPlugin, layerImport, pluginImport, computedImport} from './import-rules.ts'
import type {ImportRule} from './import-rules.ts'
import {ambientExceptions, drawerFolders, layers} from './layer-table.ts'
import type {SourceModule} from './read-module.ts'
import type {SourceTree} from './read-tree.ts'

/** A rule returns one line per breach: `file:line what is wrong`. */
export type Rule = (tree: SourceTree) => readonly string[]

/** Every rule, under the name of the fixture that breaks it. */
export const rules: Readonly<Record<string, Rule>> = {
  'layer-imports': (tree) => eachImport(tree, hostModules(tree), layerImport),
  'package-homes': (tree) => eachImport(tree, hostModules(tree), hostPackage),
  'host-knows-no-plugin': (tree) => eachImport(tree, hostModules(tree), hostPlugin),
  'plugin-isolation': (tree) => eachImport(tree, pluginModules(tree), pluginImport),
  'computed-imports': (tree) => eachImport(tree, belowCli(tree), computedImport),
  cycles,
  'folder-names': (tree) => ownModules(tree).flatMap(folderBreaches),
  'module-state': (tree) => findings(ownModules(tree), 'moduleState', 'keeps state in the module:'),
  'ambient-reads': (tree) => findings(withoutProcess(tree), 'ambientReads', 'touches what should be passed in:'),
  'test-escapes': (tree) => findings(testModules(tree), 'testEscapes', 'is not a test that runs as it stands:'),
  'disable-reasons': (tree) => findings(tree.modules, 'unexplainedDisables', 'gives no reason after "--":'),
}

const inFolder = (tree: SourceTree, folder: string) => tree.modules.filter(({path}) => path.startsWith(`${folder}/`))
const hostModules = (tree: SourceTree) => inFolder(tree, 'src')
const pluginModules = (tree: SourceTree) => inFolder(tree, 'plugins')
const testModules = (tree: SourceTree) => inFolder(tree, 'test')
const ownModules = (tree: SourceTree) => [...hostModules(tree), ...pluginModules(tree)]
const belowCli = (tree: SourceTree) => ownModules(tree).filter((module) => module.layer !== 'cli')
/** All code that must not know the process it runs in. A verb may: it is what a process was started for. */
const withoutProcess = (tree: SourceTree) =>
  belowCli(tree)
    .filter(({path}) => path.startsWith('src/') || path.startsWith('plugins/api/'))
    .filter(({path}) => !ambientExceptions.has(path))

function eachImport(tree: SourceTree, modules: readonly SourceModule[], rule: ImportRule): string[] {
  return modules.flatMap((module) =>
    module.imports.flatMap(({target, line}) => {
      const breach = rule(module, target, tree)
      return breach === undefined ? [] : [`${module.path}:${line} ${breach}`]
    }),
  )
}

type FindingKind = 'moduleState' | 'ambientReads' | 'testEscapes' | 'unexplainedDisables'

function findings(modules: readonly SourceModule[], kind: FindingKind, says: string): string[] {
  return modules.flatMap((module) => module[kind].map(({line, what}) => `${module.path}:${line} ${says} ${what}`))
}

/** Each cycle once, from its first file in the order of the tree. */
function cycles(tree: SourceTree): string[] {
  const targets = new Map(ownModules(tree).map((module) => [module.path, importedFiles(module)]))
  const done = new Set<string>()
  const found: string[] = []

  const visit = (file: string, trail: readonly string[]) => {
    const start = trail.indexOf(file)
    if (start !== -1) found.push([...trail.slice(start), file].join(' → '))
    if (start !== -1 || done.has(file)) return
    for (const target of targets.get(file) ?? []) visit(target, [...trail, file])
    done.add(file)
  }
  for (const file of targets.keys()) visit(file, [])
  return found
}

function importedFiles(module: SourceModule): string[] {
  return module.imports.flatMap(({target}) => (target.kind === 'file' ? [target.path] : []))
}

function folderBreaches({path, layer}: SourceModule): string[] {
  const drawer = path
    .split('/')
    .slice(1, -1)
    .find((folder) => drawerFolders.includes(folder))
  const isDeclaration = path.endsWith('.d.ts')
  const hasLayer = !path.startsWith('src/') || layers.has(layer) || isDeclaration
  return [
    ...(drawer === undefined ? [] : [`${path} lies in a drawer: ${drawer}`]),
    ...(/\/index\.[^/]+$/.test(path) ? [`${path} is a barrel`] : []),
    ...(hasLayer ? [] : [`${path} lies in no layer of the table`]),
  ]
}
