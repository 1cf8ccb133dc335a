import {expect, test} from 'vitest'
import {describeSurroundings, type Surroundings} from '../../../src/cli/doctor/describe-surroundings.ts'

const plain: Surroundings = {
  isRoot: false,
  kernel: 'Linux version 6.12.0 (gcc)',
  inDocker: false,
  inPodman: false,
  unprivilegedClone: '1\n',
  apparmorRestricts: '0\n',
  mostUserNamespaces: '96365\n',
}
const wsl1Kernel = 'Linux version 4.4.0-19041-Microsoft (Microsoft@Microsoft.com)'
const wsl2Kernel = 'Linux version 5.15.167.4-microsoft-standard-WSL2 (root@f9c826d3017f)'

test.each<[Partial<Surroundings>, readonly string[]]>([
  [{}, []],
  [{kernel: wsl1Kernel}, ['WSL1', 'WSL1 has no namespaces']],
  [{kernel: wsl2Kernel}, ['WSL2', 'the kernel of WSL2 may be too old']],
  [{inDocker: true}, ['a Docker container', 'the container does not let its programs make namespaces and mounts']],
  [{inPodman: true}, ['a Podman container', 'the container does not let its programs make namespaces and mounts']],
  [{mostUserNamespaces: '0\n'}, ['no user namespaces are allowed (user.max_user_namespaces is 0)']],
  [{unprivilegedClone: '0\n'}, ['ordinary users may not make user namespaces (kernel.unprivileged_userns_clone is 0)']],
  [{unprivilegedClone: '0\n', isRoot: true}, []],
  [
    {apparmorRestricts: '1\n'},
    ['AppArmor allows user namespaces only to programs it knows (kernel.apparmor_restrict_unprivileged_userns is 1)'],
  ],
])('where no sandbox works, %j is explained, with one line that mends it', (facts, details) => {
  const checks = describeSurroundings({...plain, ...facts}, false)

  expect(checks.map(({detail}) => detail)).toEqual(details)
  expect(checks.every(({status, remedy}) => (status === 'warning') === (remedy !== undefined))).toBe(true)
})

test('where a sandbox works, only the place is named', () => {
  const everything = {...plain, kernel: wsl2Kernel, inDocker: true, unprivilegedClone: '0', mostUserNamespaces: '0'}

  expect(describeSurroundings(everything, true)).toEqual([
    {name: 'surroundings', status: 'ok', detail: 'WSL2'},
    {name: 'surroundings', status: 'ok', detail: 'a Docker container'},
  ])
})
