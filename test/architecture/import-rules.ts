import {contractPackage, layers, nodeModuleHomes, ownScope, sharedPackages} from './layer-table.ts'
import {layerOf} from './read-module.ts'
import type {ImportTarget, SourceModule} from './read-module.ts'
import type {SourceTree} from './read-tree.ts'

/** Says what is wrong with one import, or nothing. */
export type ImportRule = (from: SourceModule, to: ImportTarget, tree: SourceTree) => string | undefined

export const layerImport: ImportRule = ({layer}, to) => {
  if (to.kind === 'absolute') return `imports by absolute path: ${to.path}`
  if (to.kind !== 'file') return undefined
  if (!to.path.startsWith('src/')) return `imports from outside src: ${to.path}`

  const target = layerOf(to.path)
  const allowed = layers.get(layer)?.mayImport ?? []
  if (layer === target || allowed === 'every layer' || allowed.includes(target)) return undefined
  return `${layer} may not import ${target}: ${to.path}`
}

export const hostPackage: ImportRule = ({layer}, to) => {
  if (to.kind === 'node') {
    const home = nodeModuleHomes.get(to.name) ?? layer
    return home === layer ? undefined : `${layer} may not import ${to.name}, only ${home} may`
  }
  if (to.kind !== 'package' || to.name.startsWith(ownScope)) return undefined

  const allowed = [...sharedPackages, ...(layers.get(layer)?.packages ?? [])]
  return allowed.includes(to.name) ? undefined : `${layer} may not import ${to.name}`
}

export const hostPlugin: ImportRule = (_from, to) => {
  if (to.kind !== 'package' || !to.name.startsWith(ownScope) || to.name === contractPackage) return undefined
  return `the host may not import a plugin: ${to.name}`
}

export const pluginImport: ImportRule = ({path}, to, {pluginPackages}) => {
  const plugin = pluginOf(path)
  if (to.kind === 'absolute') return `imports by absolute path: ${to.path}`
  if (to.kind === 'package') return pluginPackage(plugin, to.name, pluginPackages.get(plugin) ?? [])
  if (to.kind !== 'file' || to.path.startsWith(`plugins/${plugin}/`)) return undefined
  return `${plugin} may not leave its folder: ${to.path}`
}

function pluginOf(path: string): string {
  return path.split('/')[1] ?? ''
}

function pluginPackage(plugin: string, name: string, declared: readonly string[]): string | undefined {
  const isOurs = name.startsWith(ownScope)
  if (isOurs && (plugin === 'api' || name !== contractPackage)) return `${plugin} may not import ${name}`
  return declared.includes(name) ? undefined : `${plugin} does not declare ${name}`
}

/** A name that is not in the source would pass every other rule. */
export const computedImport: ImportRule = (_from, to) =>
  to.kind === 'computed' ? 'imports a module whose name is computed' : undefined
