import {execFile, execFileSync} from 'node:child_process'
import {globSync} from 'node:fs'
import {chmod, mkdir, mkdtemp, realpath, rm, writeFile} from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import {promisify} from 'node:util'

const execute = promisify(execFile)

export interface PodmanPlace {
  readonly folder: string
  /** What leads podman, and the docker backend, to the engine and the image of this place. */
  readonly engine: Readonly<Record<string, string>>
  /** The same, and a home: a whole environment. */
  readonly env: Readonly<Record<string, string>>
  podman(...args: readonly string[]): Promise<string>
  /** Ends every container and removes all of it. */
  close(): Promise<void>
}

export const testImage = 'localhost/codex-test:1'

/** Programs that the attack table and the behaviour tests call inside. */
const programs = [
  ...[
    'base64',
    'basename',
    'bash',
    'cat',
    'chmod',
    'cp',
    'cut',
    'date',
    'dd',
    'df',
    'dirname',
    'env',
    'find',
    'git',
    'grep',
  ],
  ...[
    'head',
    'id',
    'ln',
    'ls',
    'mkdir',
    'mkfifo',
    'mknod',
    'mktemp',
    'mount',
    'mv',
    'nohup',
    'nsenter',
    'od',
    'perl',
    'ps',
  ],
  ...['readlink', 'rm', 'rmdir', 'sed', 'setpriv', 'setsid', 'sh', 'sleep', 'sort', 'stat', 'tail', 'tee', 'touch'],
  ...['tr', 'umount', 'uname', 'unshare', 'wc', 'xargs'],
]
  .map((name) => `/usr/bin/${name}`)
  .concat('/usr/sbin/chroot')

/** An engine with storage of its own, and an image made of this machine's programs: nothing is fetched. */
export async function podmanPlace(): Promise<PodmanPlace> {
  const folder = await realpath(await mkdtemp(path.join(os.tmpdir(), 'codex-podman-')))
  await chmod(folder, 0o755)
  const file = (name: string) => path.join(folder, name)
  await writeFile(
    file('containers.conf'),
    [
      '[containers]',
      '[engine]',
      'runtime = "runc"',
      'cgroup_manager = "cgroupfs"',
      'events_logger = "file"',
      `tmp_dir = "${file('tmp')}"`,
    ].join('\n'),
  )
  await writeFile(
    file('storage.conf'),
    ['[storage]', 'driver = "overlay"', `graphroot = "${file('graph')}"`, `runroot = "${file('run')}"`].join('\n'),
  )
  await mkdir(file('home'), {mode: 0o777})
  await chmod(file('home'), 0o777)
  const engine = {
    // A docker on this machine is not what is tested.
    DOCKER_HOST: `unix://${file('no-docker')}`,
    CONTAINERS_CONF: file('containers.conf'),
    CONTAINERS_STORAGE_CONF: file('storage.conf'),
    CODEX_DOCKER_IMAGE: testImage,
  }
  const env = {
    ...engine,
    PATH: '/usr/bin:/bin:/usr/sbin:/sbin',
    HOME: file('home'),
    CODEX_HOME: file('home/.codex'),
  }
  const podman = async (...args: readonly string[]): Promise<string> =>
    (await execute('/usr/bin/podman', [...args], {env, timeout: 60_000})).stdout.trim()

  const script = 'set -o pipefail; tar -C / -c --no-recursion -T "$1" | /usr/bin/podman import --quiet - "$2"'
  await writeFile(file('files'), imageFiles().join('\n'))
  await execute('/bin/bash', ['-c', script, 'bash', file('files'), testImage], {env, timeout: 60_000})
  return {
    folder,
    engine,
    env,
    podman,
    async close() {
      const reset = () => podman('system', 'reset', '--force')
      // A container that ends by itself at this moment is removed twice, and one of the two fails.
      await reset()
        .catch(reset)
        .finally(() => rm(folder, {recursive: true, force: true, maxRetries: 5}))
    },
  }
}

/** The programs with what they are linked against, relative to the root, by the paths of a merged `/usr`. */
function imageFiles(): readonly string[] {
  const perlModules = ['/usr/lib/x86_64-linux-gnu/perl-base', '/usr/lib/aarch64-linux-gnu/perl-base'].flatMap((place) =>
    globSync(`${place}/{,**/*}.p[ml]`),
  )
  const git = globSync('/usr/lib/git-core/git')
  const linked = execFileSync('/bin/sh', ['-c', 'ldd "$@" 2>/dev/null || true', 'sh', ...programs, process.execPath], {
    encoding: 'utf8',
  })
  const libraries = [...linked.matchAll(/\/\S+/g)].map(([place]) => place.replace(/:$/, ''))
  const files = [...programs, ...git, ...perlModules, ...libraries].filter((place) => place !== process.execPath)
  const merged = files.map((place) => place.replace(/^\/(bin|sbin|lib|lib64)\//, '/usr/$1/'))
  const targets = execFileSync('/usr/bin/realpath', ['--quiet', ...merged], {encoding: 'utf8'})
    .trim()
    .split('\n')
  const links = ['/bin', '/sbin', '/lib', '/lib64'].flatMap((place) => globSync(place))
  return [...new Set([...links, ...merged, ...targets])].map((place) => place.slice(1)).toSorted()
}
