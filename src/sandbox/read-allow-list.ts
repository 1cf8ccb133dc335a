import path from 'node:path'
import {darwinReadPaths} from './darwin-read-paths.ts'
import {optionalSoftwareFolder, systemReadPaths} from './system-read-paths.ts'
import {credentialPaths, toolHomes} from './tool-homes.ts'

/** A folder of the user's PATH, as found on the disk. */
export interface ProgramFolder {
  readonly path: string
  readonly realPath: string
  /** The names beside the folder: they show whether it belongs to an installation or to a project. */
  readonly neighbours: readonly string[]
}

export interface HostFolders {
  /** In the order of PATH. */
  readonly programFolders: readonly ProgramFolder[]
  /** The real path of the Node that runs codex. */
  readonly nodeExecutable: string
  readonly home: string
  readonly codexHome: string
  readonly workspace: string
  readonly etcNames: readonly string[]
  readonly platform: NodeJS.Platform
  /** The command line tools that macOS uses, where it says so. */
  readonly developerFolder?: string
}

export interface ReadAllowList {
  /** Candidates: whoever mounts them leaves out what does not exist. No path lies below another one. */
  readonly readPaths: readonly string[]
  /** The PATH of commands. */
  readonly programPath: readonly string[]
  /** Variables that lead tools to their folders, now that `HOME` is another one. */
  readonly toolEnvironment: Readonly<Record<string, string>>
}

const fallbackProgramPath = ['/usr/local/bin', '/usr/bin', '/bin', '/usr/sbin', '/sbin']

/** What lies in the root of a project and not in that of an installation. */
const projectMarkers = new Set(['.git', '.env', 'package.json', 'Cargo.toml', 'go.mod', 'pyproject.toml', 'Makefile'])
const installationMarkers = new Set(['lib', 'lib64', 'libexec', 'share', 'pkg'])
/** Some tools keep their token beside their programs, such as `~/.fly/config.yml` beside `~/.fly/bin`. */
const credentialMarker = /^\.?(?:access|auth|config|credential|host|secret|session|token)/i

/** Decides which folders of the host a command may read, beside its workspace. */
export function readAllowList(host: HostFolders): ReadAllowList {
  const system = systemPaths(host)
  const isSystem = (folder: string): boolean => system.some((parent) => contains(parent, folder))

  const usable = host.programFolders.filter((folder) => isUsable(folder))
  const inWorkspace = usable.filter((folder) => isInWorkspace(folder, host))
  const outside = usable.filter((folder) => !isInWorkspace(folder, host))
  const roots = outside
    .filter((folder) => !isSystem(folder.realPath))
    .flatMap((folder) => installationRoots(folder, host))

  const readPaths = withoutNested([...system, ...roots, ...nodeRoot(host)])
  const isVisible = (folder: string): boolean => readPaths.some((parent) => contains(parent, folder))
  return {
    readPaths,
    programPath: unique([
      ...outside.map((folder) => (isSystem(folder.path) ? folder.path : folder.realPath)).filter(isVisible),
      ...fallbackProgramPath,
      // Programs of the workspace are written by the model, so they never stand in for programs of the system.
      ...inWorkspace.map((folder) => folder.path),
      ...(isVisible(host.nodeExecutable) ? [path.dirname(host.nodeExecutable)] : []),
    ]),
    toolEnvironment: toolEnvironment(outside, host),
  }
}

function systemPaths(host: HostFolders): readonly string[] {
  if (host.platform !== 'darwin') return [...systemReadPaths(host.etcNames), ...optionalSoftware(host)]
  const {developerFolder} = host
  const isKnown = developerFolder === undefined || !mayBeShown(developerFolder, host)
  return [...darwinReadPaths, ...(isKnown ? [] : [developerFolder])]
}

function optionalSoftware({home, codexHome, workspace}: HostFolders): readonly string[] {
  const isHome = [home, codexHome, workspace].some((folder) => contains(optionalSoftwareFolder, folder))
  return isHome ? [] : [optionalSoftwareFolder]
}

/** Relative entries mean another program in every folder; node_modules/.bin is what npm put there for its own script. */
function isUsable(folder: ProgramFolder): boolean {
  if (!path.isAbsolute(folder.path) || folder.path.includes(':')) return false
  if ([folder.path, folder.realPath].some((place) => place.endsWith('/node_modules/.bin'))) return false
  return !/^\/mnt\/[a-z]\//.test(folder.realPath) // Windows, seen from WSL.
}

function isInWorkspace(folder: ProgramFolder, {workspace}: HostFolders): boolean {
  return contains(workspace, folder.path) || contains(workspace, folder.realPath)
}

function installationRoots(folder: ProgramFolder, host: HostFolders): readonly string[] {
  const known = toolHomes.find((tool) => contains(path.join(host.home, tool.programs), folder.realPath))
  if (known !== undefined) return known.reads.map((name) => path.join(host.home, name))

  const root = path.dirname(folder.realPath)
  const holdsPrograms = ['bin', 'sbin', 'shims'].includes(path.basename(folder.realPath))
  const candidates = holdsPrograms && isInstallation(root, folder, host) ? [root, folder.realPath] : [folder.realPath]
  return candidates.filter((candidate) => mayBeShown(candidate, host)).slice(0, 1)
}

function isInstallation(root: string, folder: ProgramFolder, {home}: HostFolders): boolean {
  if (folder.neighbours.some((name) => credentialMarker.test(name))) return false
  const isHidden =
    contains(home, root) &&
    path
      .relative(home, root)
      .split('/')
      .some((name) => name.startsWith('.'))
  if (isHidden) return true
  if (folder.neighbours.some((name) => projectMarkers.has(name))) return false
  return folder.neighbours.some((name) => installationMarkers.has(name))
}

function nodeRoot(host: HostFolders): readonly string[] {
  const folder = path.dirname(host.nodeExecutable)
  const root = path.dirname(folder)
  // A Node that npm installed brings its own package.json, so a package folder counts as an installation.
  const isPackage = path.basename(path.dirname(root)) === 'node_modules'
  const hasPrefix = path.basename(folder) === 'bin' && (isPackage || /\/\.[^/]+\//.test(`${root}/`))
  const candidates = hasPrefix ? [root, host.nodeExecutable] : [host.nodeExecutable]
  return candidates.filter((candidate) => mayBeShown(candidate, host)).slice(0, 1)
}

/** Never the home folder, a folder around it or the workspace, and nothing that holds or lies in credentials. */
function mayBeShown(candidate: string, {home, codexHome, workspace}: HostFolders): boolean {
  if (candidate === '/' || contains(candidate, home) || contains(candidate, workspace)) return false
  const secrets = [codexHome, ...credentialPaths.map((name) => path.join(home, name))]
  return !secrets.some((secret) => contains(candidate, secret) || contains(secret, candidate))
}

function toolEnvironment(folders: readonly ProgramFolder[], {home}: HostFolders): Readonly<Record<string, string>> {
  const used = toolHomes.filter((tool) =>
    folders.some((folder) => contains(path.join(home, tool.programs), folder.realPath)),
  )
  const variables = used.flatMap((tool) => Object.entries(tool.environment))
  return Object.fromEntries(variables.map(([name, folder]) => [name, path.join(home, folder)]))
}

function withoutNested(paths: readonly string[]): readonly string[] {
  const all = unique(paths)
  return all.filter((candidate) => !all.some((other) => other !== candidate && contains(other, candidate)))
}

function unique(paths: readonly string[]): readonly string[] {
  return [...new Set(paths)]
}

/** Whether `candidate` is `folder` or lies below it, by name. */
function contains(folder: string, candidate: string): boolean {
  const relative = path.relative(folder, candidate)
  return relative === '' || (relative !== '..' && !relative.startsWith('../'))
}
