import {lstat, readdir, realpath} from 'node:fs/promises'
import path from 'node:path'
import {developerLink} from './darwin-read-paths.ts'
import type {ProgramFolder, ReadAllowList} from './read-allow-list.ts'
import {readAllowList} from './read-allow-list.ts'

export interface ProbeReadPathsOptions {
  readonly hostEnv: Readonly<Record<string, string | undefined>>
  readonly nodeExecutable: string
  readonly home: string
  readonly codexHome: string
  readonly workspace: string
  readonly platform: NodeJS.Platform
}

/** Looks at the disk and decides what commands may read. Everything in the answer exists. */
export async function probeReadPaths(options: ProbeReadPathsOptions): Promise<ReadAllowList> {
  const entries = [...new Set((options.hostEnv['PATH'] ?? '').split(':'))].filter((entry) => path.isAbsolute(entry))
  const {platform} = options
  const developerFolder = platform === 'darwin' ? await realpath(developerLink).catch(() => undefined) : undefined
  const allowed = readAllowList({
    platform,
    ...(developerFolder !== undefined && {developerFolder}),
    programFolders: (await Promise.all(entries.map(programFolder))).filter((folder) => folder !== undefined),
    nodeExecutable: await realPath(options.nodeExecutable),
    home: await realPath(options.home),
    codexHome: await realPath(options.codexHome),
    workspace: await realPath(options.workspace),
    etcNames: await names('/etc'),
  })
  return {
    ...allowed,
    readPaths: await existing(allowed.readPaths),
    programPath: await existing(allowed.programPath),
  }
}

async function programFolder(entry: string): Promise<ProgramFolder | undefined> {
  try {
    const resolved = await realpath(entry)
    return {path: path.resolve(entry), realPath: resolved, neighbours: await names(path.dirname(resolved))}
  } catch {
    return undefined
  }
}

async function realPath(candidate: string): Promise<string> {
  return realpath(candidate).catch(() => path.resolve(candidate))
}

async function names(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch(() => [])
}

async function existing(paths: readonly string[]): Promise<readonly string[]> {
  const found = await Promise.all(
    paths.map((candidate) =>
      lstat(candidate)
        .then(() => true)
        .catch(() => false),
    ),
  )
  return paths.filter((_, index) => found[index])
}
