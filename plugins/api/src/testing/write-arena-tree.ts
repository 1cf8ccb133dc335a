import {execFileSync} from 'node:child_process'
import {chmod, mkdir, symlink, writeFile} from 'node:fs/promises'
import path from 'node:path'

/** What attacks that read look for. */
export const secret = 'canary-4f1c'

/** Programs that a launcher may call by name. */
const programs =
  'bash bwrap cat docker env git ip mkdir mount node nsenter perl podman prlimit setpriv sh socat unshare'

/** Below `root`: the workspace, and of the host a folder beside it, a home and the folder of an installed program. */
export async function writeArenaTree(root: string): Promise<void> {
  for (const [name, text] of Object.entries({...plainFiles, ...evilFiles(path.join(root, 'outside'))})) {
    const file = path.join(root, name)
    await mkdir(path.dirname(file), {recursive: true})
    await writeFile(file, text)
  }
  await Promise.all(
    ['tools/tool', ...programs.split(' ').map((name) => `workspace/evil-bin/${name}`)].map((name) =>
      chmod(path.join(root, name), 0o755),
    ),
  )
  await symlink(path.join(root, 'outside'), path.join(root, 'workspace/link-out'))
  await symlink(path.join(root, 'outside/kept'), path.join(root, 'workspace/link-file'))
  await symlink(path.join(root, 'home'), path.join(root, 'workspace/link-secrets'))
  commitAll(path.join(root, 'workspace/repository'))
}

const plainFiles = {
  'outside/kept': 'kept',
  'outside/secret': secret,
  'outside/.gitkeep': '',
  'home/.ssh/id': secret,
  'home/.netrc': secret,
  'home/.npmrc': secret,
  'home/.bashrc': '# mine',
  'home/.bash_history': secret,
  'home/.aws/credentials': secret,
  'home/.kube/config': secret,
  'home/.docker/config.json': secret,
  'home/.codex/credentials.json': secret,
  'tools/tool': '#!/bin/sh\necho tool\n',
  'workspace/other.txt': 'other\n',
  'workspace/kept.cfg': 'kept',
  'workspace/AGENTS.md': '',
  'workspace/.envrc': '',
  'workspace/.vscode/tasks.json': '{}',
  'workspace/run/.gitkeep': '',
  'workspace/.env': secret,
  'workspace/packages/api/.env': secret,
  'workspace/private/key': secret,
  'workspace/.git/hooks/sample': '',
  'workspace/.git/config': '',
  'workspace/repository/file': 'text',
}

/** Each writes where only a process outside the sandbox can. */
function evilFiles(outside: string): Readonly<Record<string, string>> {
  const file = path.join(outside, 'led-astray')
  const shell = `#!/bin/sh\necho pwned > '${file}'\n`
  return {
    ...Object.fromEntries(programs.split(' ').map((name) => [`workspace/evil-bin/${name}`, shell])),
    'workspace/evil.sh': shell,
    'workspace/evil.cjs': `require('fs').writeFileSync(${JSON.stringify(file)}, 'pwned')\n`,
    'workspace/evil.pm': `open(my $file, '>', '${file}'); 1;\n`,
  }
}

function commitAll(folder: string): void {
  const env = {PATH: '/usr/bin:/bin', HOME: folder, GIT_CONFIG_NOSYSTEM: '1'}
  const identity = ['-c', 'user.name=t', '-c', 'user.email=t@example.org']
  try {
    for (const args of [
      ['init', '-q'],
      ['add', '.'],
      [...identity, 'commit', '-qm', 'first'],
    ]) {
      execFileSync('git', args, {cwd: folder, env, stdio: 'ignore'})
    }
  } catch {
    // Without git the rows that need it say so.
  }
}
