import path from 'node:path'
import type {Mount} from '@codex-host/plugin-api'
import {isAtOrBelow} from '../workspace/is-at-or-below.ts'
import {literal, rule, subpath} from './sbpl.ts'
import {seatbeltBase} from './seatbelt-base.ts'

export interface SeatbeltProfileRequest {
  /** In order. macOS mounts nothing: each says what may be done at the place where the files lie. */
  readonly mounts: readonly Mount[]
  /** The command's own, for what it writes beside its workspace. */
  readonly temporaryFolder: string
  /** Names through which the policy's paths are reached, such as `/etc` for `/private/etc`. */
  readonly namedPaths: readonly string[]
  /** Of the host's loopback; absent where there is no way out. */
  readonly proxyPort?: number
}

const reading = ['file-read*', 'file-test-existence', 'file-map-executable', 'process-exec*']
/** A second name would not be protected; a clone of a file is a copy of what is in it. */
const changing = ['file-write*', 'file-link', 'file-clone']
const looking = ['file-read-data', 'file-read-xattr', 'file-map-executable', 'process-exec*']
const seeing = ['file-read-metadata', 'file-test-existence']

/** The text of a profile. Pure. All paths are real paths: the kernel compares what links lead to. */
export function seatbeltProfile(request: SeatbeltProfileRequest): string {
  const {mounts, temporaryFolder, namedPaths, proxyPort} = request
  const visible = [...mounts.map((mount) => mount.path), temporaryFolder, ...namedPaths]
  const rules = [
    ...rule('allow', seeing, foldersAbove(visible).map(literal)),
    ...mounts.flatMap(mountRules),
    ...rule('allow', [...reading, 'file-write*'], [subpath(temporaryFolder)]),
    ...socketRules([temporaryFolder, ...writableFolders(mounts)]),
    ...(proxyPort === undefined ? [] : [`(allow network-outbound (remote ip "localhost:${proxyPort}"))`]),
    // What runs with the rights of another user is not started by the kernel; nor can it be made.
    '(deny file-write-setugid)',
  ]
  return `${seatbeltBase}\n${rules.join('\n')}\n`
}

/** The folders on the way to each place can be looked at, so that it can be reached, but not listed. */
function foldersAbove(places: readonly string[]): readonly string[] {
  const above = new Set<string>()
  for (const place of places) {
    for (let folder = path.dirname(place); folder !== '/'; folder = path.dirname(folder)) above.add(folder)
  }
  return [...above].toSorted()
}

function mountRules(mount: Mount): readonly string[] {
  switch (mount.kind) {
    case 'link':
      return rule('allow', seeing, [literal(mount.path)])
    case 'bind':
      return mount.access === 'write' ? writableRules(mount) : readableRules(mount)
    case 'empty':
      return rule('deny', [...looking, ...changing], [at(mount)])
  }
}

type Bind = Extract<Mount, {kind: 'bind'}>

function readableRules(mount: Bind): readonly string[] {
  return [...rule('allow', reading, [at(mount)]), ...rule('deny', changing, [at(mount)])]
}

/** Like a mount point, the folder itself cannot be renamed: what is forbidden in it would be allowed under another name. */
function writableRules(mount: Bind): readonly string[] {
  return [
    ...rule('allow', [...reading, 'file-write*'], [at(mount)]),
    ...rule('deny', ['file-write-unlink'], [literal(mount.path)]),
  ]
}

function at(mount: Exclude<Mount, {kind: 'link'}>): string {
  return mount.type === 'directory' ? subpath(mount.path) : literal(mount.path)
}

function writableFolders(mounts: readonly Mount[]): readonly string[] {
  const folders = mounts.flatMap((mount) => (mount.kind === 'bind' && mount.access === 'write' ? [mount.path] : []))
  return folders.filter((folder) => !folders.some((other) => other !== folder && isAtOrBelow(other, folder)))
}

/** Sockets of the command's own, between its processes. */
function socketRules(folders: readonly string[]): readonly string[] {
  return [
    '(allow system-socket (socket-domain AF_UNIX))',
    ...folders.flatMap((folder) => [
      `(allow network-bind (local unix-socket ${subpath(folder)}))`,
      `(allow network-outbound (remote unix-socket ${subpath(folder)}))`,
    ]),
  ]
}
