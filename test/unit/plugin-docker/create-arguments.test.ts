import {expect, test} from 'vitest'
import {type ContainerTerms, createArguments} from '../../../plugins/docker/src/create-arguments.ts'
import type {Engine} from '../../../plugins/docker/src/engine.ts'

const podman: Engine = {
  kind: 'podman',
  program: '/usr/bin/podman',
  version: '4.3.1',
  isRootless: false,
  usesSelinux: false,
  limits: {processes: true, memory: true, cpu: true},
}
const docker: Engine = {...podman, kind: 'docker', program: '/usr/bin/docker', version: '29.0'}

const terms: ContainerTerms = {
  engine: podman,
  imageId: 'sha256:abc',
  user: {uid: 1000, gid: 100},
  mounts: [{kind: 'bind', type: 'directory', source: '/work', path: '/work', access: 'write', submounts: []}],
  limits: {timeoutMs: 1, outputBytes: 2, processes: 50, dataBytes: 4_000, fileBytes: 5_000},
  empty: {file: '/state/empty-file', folder: '/state/empty-folder'},
  systemCallFilter: '/plugin/seccomp.json',
  hardLimits: {files: 20_000, processes: 10_000},
}
const argumentsFor = (change: Partial<ContainerTerms>) =>
  createArguments({...terms, ...change}, {name: 'codex-1', owner: 'me'})

/** The values of an option that may be given several times. */
function valuesOf(option: string, args: readonly string[]): readonly string[] {
  return args.flatMap((arg, index) => (arg === option ? [args[index + 1] ?? ''] : []))
}

test('a container has no network, no capabilities, no writable root, and nothing of the engine', () => {
  expect(argumentsFor({})).toEqual([
    ...['create', '--name', 'codex-1', '--label', 'codex.sandbox.owner=me'],
    ...['--rm', '--pull=never', '--init', '--interactive', '--no-healthcheck', '--log-driver', 'none'],
    ...['--user', '65534:65534', '--workdir', '/', '--hostname', 'codex', '--entrypoint', '/bin/sh'],
    ...['--network', 'none', '--read-only', '--cap-drop', 'ALL', '--security-opt', 'no-new-privileges'],
    ...['--security-opt', 'seccomp=/plugin/seccomp.json'],
    ...['--http-proxy=false', '--read-only-tmpfs=false', '--image-volume=ignore'],
    ...['--pids-limit', '58', '--memory', '1073745824b', '--memory-swap', '1073745824b', '--cpu-shares', '512'],
    ...['--ulimit', 'core=0:0', '--ulimit', 'data=4000:4000', '--ulimit', 'fsize=5000:5000'],
    ...['--ulimit', 'nofile=16384:16384', '--ulimit', 'nproc=10000:10000'],
    ...['--tmpfs', '/tmp:rw,exec,nosuid,nodev,size=1073741824,mode=1777', '--shm-size', '1073741824b'],
    ...['--mount', 'type=bind,source=/work,target=/work'],
    ...['sha256:abc', '-c', 'echo ready; exec cat > /dev/null'],
  ])
})

test('nobody but the holder itself is its user', () => {
  expect(valuesOf('--user', argumentsFor({user: {uid: 65_534, gid: 65_534}}))).toEqual(['65533:65533'])
})

test('root does not write to the device folder', () => {
  expect(valuesOf('--tmpfs', argumentsFor({user: {uid: 0, gid: 0}}))).toEqual([
    '/tmp:rw,exec,nosuid,nodev,size=1073741824,mode=1777',
    '/dev:ro,nosuid,noexec,size=65536,mode=755',
  ])
})

test('docker puts the address of no proxy into a container', () => {
  const args = argumentsFor({engine: docker})

  expect(args).not.toContain('--http-proxy=false')
  expect(valuesOf('--env', args)).toEqual([
    ...['HTTP_PROXY=', 'http_proxy=', 'HTTPS_PROXY=', 'https_proxy=', 'FTP_PROXY=', 'ftp_proxy='],
    ...['NO_PROXY=', 'no_proxy=', 'ALL_PROXY=', 'all_proxy='],
  ])
})

test('an engine of a user keeps the user, and asks for no more than the user has', () => {
  const args = argumentsFor({
    engine: {...podman, isRootless: true, limits: {...podman.limits, cpu: false}},
    hardLimits: {files: 1024, processes: 500},
  })

  expect(args).toContain('--userns=keep-id')
  expect(args).not.toContain('--cpu-shares')
  expect(valuesOf('--ulimit', args).slice(3)).toEqual(['nofile=1024:1024', 'nproc=500:500'])
})

test('under SELinux the files of the user are shown without being relabelled', () => {
  expect(valuesOf('--security-opt', argumentsFor({engine: {...podman, usesSelinux: true}}))).toContain('label=disable')
})
